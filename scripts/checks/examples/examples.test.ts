import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../../setup/paths.mjs';
import { examples } from './examples.ts';

const folder = join(root, 'examples');
const names = examples.map(({ name }) => name);

it('npm run examples runs every folder of examples/', () => {
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map(({ name }) => name).sort()).toEqual([...names].sort());
});

it('the README of the examples lists all of them', () => {
  const readme = readFileSync(join(folder, 'README.md'), 'utf8');
  expect([...readme.matchAll(/^\| \[(.+?)\]\(\1\)/gm)].map(({ 1: name }) => name)).toEqual(names);
});

it('each example depends on the current version of the package', () => {
  const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
  const { version } = read(join(root, 'package.json')) as { readonly version: string };
  for (const name of names) {
    expect(read(join(folder, name, 'package.json'))).toMatchObject({
      name,
      private: true,
      dependencies: { 'spark-connect-ts': `^${version}` },
    });
  }
});
