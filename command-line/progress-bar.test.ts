import { expect, test } from 'vitest';
import { barLine } from './progress-bar.ts';

test.each([
  [0, 4, 30, '░░░░░░░░░░░░░░░░░ 0/4 records'],
  [2, 4, 30, '████████░░░░░░░░░ 2/4 records'],
  [9, 4, 30, '█████████████████ 9/4 records'],
  [0, 0, 30, '█████████████████ 0/0 records'],
  [2, 4, 12, '2/4 records'],
  [2, 4, 6, '2/4 r'],
])('barLine() of %i of %i fits into %i columns', (done, most, columns, line) => {
  expect(barLine(done, most, 'records', columns)).toBe(line);
});
