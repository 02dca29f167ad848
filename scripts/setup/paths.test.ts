import { expect, it } from 'vitest';
import { root, userFolder } from './paths.mjs';

it.each([
  ['npm was called in a folder below or beside', { INIT_CWD: '/home/me' }, root, '/home/me'],
  ['npm has no part in it', {}, root, root],
  ['a program that npm started runs another one elsewhere', { INIT_CWD: '/home/me' }, '/tmp', '/tmp'],
])('paths count from where the user stands when %s', (_, env, cwd, folder) => {
  expect(userFolder(env, cwd)).toBe(folder);
});
