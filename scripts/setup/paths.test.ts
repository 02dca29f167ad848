import { expect, it } from 'vitest';
import { root, userFolder } from './paths.mjs';

it.each([
  ['npm was called in another folder', { INIT_CWD: '/home/me' }, root, '/home/me'],
  ['npm was not used', {}, root, root],
  ['a program started by npm runs another one in a different folder', { INIT_CWD: '/home/me' }, '/tmp', '/tmp'],
])('userFolder returns the user’s current folder when %s', (_, env, cwd, folder) => {
  expect(userFolder(env, cwd)).toBe(folder);
});
