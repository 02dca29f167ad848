import { cpSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { root } from '../../scripts/setup/paths.mjs';
import { filesOf, firstExample, folder, install, installPacked, localEnv, mustRun, run } from './installed-package.ts';

it('the npm package has the same files when installed from Git', { timeout: 300_000 }, async () => {
  const repository = join(folder, 'repository');
  const madeHere = new Set(['.git', '.setup', '.stack', 'dist', 'node_modules', 'target']);
  cpSync(root, repository, { recursive: true, filter: (path) => path === root || !madeHere.has(basename(path)) });
  const author = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgSign=false'];
  await mustRun('git', ['init', '--quiet'], repository);
  await mustRun('git', ['add', '--all'], repository);
  await mustRun('git', [...author, 'commit', '--quiet', '--message', 'All'], repository);
  expect(await mustRun('git', ['ls-files', 'LICENSE', 'gen/spark'], repository)).toBe('');

  const fromGit = await install('from-git', `git+${pathToFileURL(repository).href}`);
  expect(filesOf(fromGit)).toEqual(filesOf(await installPacked()));
  writeFileSync(join(fromGit, 'example.js'), firstExample());
  expect(await run(process.execPath, ['example.js'], fromGit, localEnv)).toMatchObject({ status: 0, stderr: '' });
});
