// Runs each example as a user would: in a copy, with the packed package and its own packages.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, it } from 'vitest';
import { compileExample, copyExample } from '../../scripts/checks/examples/example-project.ts';
import { examples } from '../../scripts/checks/examples/examples.ts';
import { pack } from '../../scripts/checks/package/install.ts';
import { asLocalServer } from '../../stack/as-local-server.ts';
import { startOwnServer, type OwnServer } from '../support/own-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'examples-'));
let tarball: string;
let server: OwnServer;
let env: NodeJS.ProcessEnv;

// Not for the whole run: the server would take memory from the tests that come before.
beforeAll(async () => {
  tarball = await pack(folder);
  server = await startOwnServer('examples', { services: ['spark'] });
  env = asLocalServer(server.stateDir, join(folder, 'state'));
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

it.each(examples.map((example) => [example.name, example] as const))('%s', async (name, { check }) => {
  const project = { folder: join(folder, name), sparkUi: server.sparkUi, env };
  await copyExample(name, project.folder, tarball);
  await compileExample(project.folder);
  await check(project);
});
