import { expect, it } from 'vitest';
import { artifactFile, artifactOf, copyOf } from './artifact-names.ts';

it.each([
  ['/a/b/x.jar', undefined, 'jars/x.jar', '/a/b/x.jar'],
  ['X.class', undefined, 'classes/X.class', 'X.class'],
  ['/a/table.csv', 'file', 'files/table.csv', '/a/table.csv'],
  ['/a/x.jar', 'file', 'files/x.jar', '/a/x.jar'],
  ['/a/libs.zip#libs', 'archive', 'archives/libs.zip#libs', '/a/libs.zip'],
  ['/a/with#sign', 'file', 'files/with#sign', '/a/with#sign'],
] as const)('artifactFile(%j, %j) has the name %s', (path, kind, name, file) => {
  expect(artifactFile(path, kind)).toEqual({ name, content: { file } });
});

it('artifactFile() and artifactOf() reject an unknown kind', () => {
  expect(() => artifactFile('/a/table.csv', undefined)).toThrow("pass { kind: 'file' } or { kind: 'archive' }");
  const content = new Uint8Array();
  expect(() => artifactOf({ kind: 'py' as 'jar', name: 'x', content })).toThrow(
    'Expected one of: jar, class, file, archive',
  );
});

it('artifactOf() accepts the package path of a class, and rejects paths outside the artifact folder', () => {
  const content = Uint8Array.of(1);
  expect(artifactOf({ kind: 'class', name: 'com/example/Tax.class', content }).name).toBe(
    'classes/com/example/Tax.class',
  );
  for (const name of ['', '/x', '../x', 'a/../../x']) {
    expect(() => artifactOf({ kind: 'file', name, content })).toThrow('inside the artifact folder');
  }
});

it('copyOf() requires an absolute path on the server', () => {
  expect(copyOf('a.csv', '/data/a.csv')).toEqual({ name: 'forward_to_fs/data/a.csv', content: { file: 'a.csv' } });
  for (const path of ['data/a.csv', '', '/data/../a.csv']) expect(() => copyOf('a.csv', path)).toThrow('absolute path');
});
