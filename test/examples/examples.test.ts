// Runs each example as a user would: in a copy, with the packed package and its own packages.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, inject, it } from 'vitest';
import { compileExample, copyExample } from '../../scripts/checks/examples/example-project.ts';
import { examples } from '../../scripts/checks/examples/examples.ts';
import { pack } from '../../scripts/checks/package/install.ts';
import { asLocalServer } from '../../stack/as-local-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'examples-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let tarball: string;
beforeAll(async () => {
  tarball = await pack(folder);
});

const env = asLocalServer(inject('stateDir'), join(folder, 'state'));

it.each(examples.map((example) => [example.name, example] as const))('%s', async (name, { check }) => {
  const project = { folder: join(folder, name), sparkUi: inject('sparkUi'), env };
  await copyExample(name, project.folder, tarball);
  await compileExample(project.folder);
  await check(project);
});
