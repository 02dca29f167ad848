import { expect, test } from 'vitest';
import { JsonLines } from './json-lines.ts';

test('JsonLines reads each complete line once, and never one that was cut off', () => {
  const lines = new JsonLines();
  expect(lines.read('{"ty')).toEqual([]);
  expect(lines.read('{"type":"a"}\n{"type":"b"}\n{"ty')).toEqual([{ type: 'a' }, { type: 'b' }]);
  expect(lines.read('{"type":"a"}\n{"type":"b"}\n{"type":"c"}\n')).toEqual([{ type: 'c' }]);
  expect(lines.read('{"type":"a"}\n{"type":"b"}\n{"type":"c"}\n')).toEqual([]);
});
