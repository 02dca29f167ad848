import { expect, test } from 'vitest';
import { jsonLines } from './json-lines.ts';

test('a line that a kill has cut off is left out', () => {
  expect(jsonLines('{"type":"a"}\n{"type":"b"}\n{"ty')).toEqual([{ type: 'a' }, { type: 'b' }]);
  expect(jsonLines('{"ty')).toEqual([]);
});
