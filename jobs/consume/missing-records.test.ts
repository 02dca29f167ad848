import { expect, test } from 'vitest';
import { windowStartAfter } from './missing-records.ts';

test.each([
  ['2026-01-01T00:00:00.000Z', '2026-01-01T00:00:05.000Z'],
  ['2026-01-01T00:00:04.999Z', '2026-01-01T00:00:05.000Z'],
  ['2026-01-01T00:00:05.001Z', '2026-01-01T00:00:10.000Z'],
])(
  'windowStartAfter(%s) is the next start, since a record belongs to the window that starts at its time',
  (time, start) => {
    expect(windowStartAfter(Date.parse(time), 5)).toBe(start);
  },
);
