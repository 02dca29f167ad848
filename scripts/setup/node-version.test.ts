import { expect, it } from 'vitest';
import { checkNodeVersion } from './node-version.mjs';

it.each(['20.19.0', '20.20.2', '22.0.0', '25.1.0'])('checkNodeVersion accepts Node %s', (version) => {
  expect(() => checkNodeVersion(version)).not.toThrow();
});

it.each(['20.18.3', '18.20.0'])('checkNodeVersion rejects Node %s', (version) => {
  expect(() => checkNodeVersion(version)).toThrow(`This is Node ${version}, but 20.19 or later is needed`);
});
