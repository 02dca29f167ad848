import assert from 'node:assert/strict';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { must } from '../package/install.ts';
import { runScript, type ExampleProject } from './example-project.ts';

/** The output of `first-query`. */
export const firstQueryOutput = [
  'Ada: 2 orders, 140 in total',
  'Grace: 1 orders, 80 in total',
  'Linus: 1 orders, 310.25 in total',
  '',
].join('\n');

/** The output of `invoke.mjs` of `lambda`: the numbers below 1000 by their remainders. */
export const lambdaOutput = [
  '200 [{"group":"0","rows":"334","sum":"166833"},{"group":"1","rows":"333","sum":"166167"},{"group":"2","rows":"333","sum":"166500"}]',
  '200 [{"group":"0","rows":"500","sum":"249500"},{"group":"1","rows":"500","sum":"250000"}]',
  '',
].join('\n');

export async function firstQuery(project: ExampleProject): Promise<void> {
  assert.equal(await runScript(project, 'start'), firstQueryOutput);
}

/** Compiles it with its own compiler, too, whose version is what a user gets. */
export async function typedFrames(project: ExampleProject): Promise<void> {
  await runScript(project, 'check');
  assert.equal(await runScript(project, 'start'), 'ADA 2 19.95\nGRACE 2 80.00\nfunction function\n');
}

/** Runs the bundle in a folder without packages. */
export async function lambda(project: ExampleProject): Promise<void> {
  await runScript(project, 'build');
  const alone = join(project.folder, '..', 'lambda-alone');
  mkdirSync(alone);
  for (const file of ['dist', 'invoke.mjs']) {
    cpSync(join(project.folder, file), join(alone, file), { recursive: true });
  }
  assert.equal(await must(process.execPath, ['invoke.mjs'], alone, project.env), lambdaOutput);
}

/** Has a server of its own. A failing test has to fail the run. */
export async function yourOwnTests(project: ExampleProject): Promise<void> {
  const output = await runScript(project, 'test');
  assert.match(output.replaceAll(ansi, ''), /Tests {2}3 passed \(3\)/);
}

// eslint-disable-next-line no-control-regex
const ansi = /\u001b\[[0-9;]*m/g;
