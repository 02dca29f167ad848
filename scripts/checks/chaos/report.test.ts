import { expect, test } from 'vitest';
import { formatRound, formatTable, type RoundResult } from './report.ts';

const result: RoundResult = {
  round: 1,
  target: 'all',
  moment: 0.5,
  pause: 0.5,
  dataSeed: 1,
  faultSeed: 2,
  killedAfterSeconds: 7.72,
  killedAfterRecords: 100,
  records: 310,
  fates: { counted: 280, late: 15, duplicate: 10, dead: 5, unread: 0 },
  upSeconds: 5.5,
  restartSeconds: 12.34,
  windows: 7,
  seconds: 40,
  lastWords: [],
  failures: [],
};
const failed = {
  ...result,
  round: 2,
  target: 'driver',
  upSeconds: null,
  restartSeconds: null,
  failures: ['Wrong.'],
} as const;

test('formatTable prints one line per round', () => {
  expect(formatTable([result, failed]).split('\n')).toEqual([
    'round  hit       when             records  late  duplicate  dead  up after  new window after  windows  verdict',
    '1      all four  7.7 s, 100 sent  310      15    10         5     5.5 s     12.3 s            7        exact',
    '2      driver    7.7 s, 100 sent  310      15    10         5     –         –                 7        FAILED',
  ]);
});

test('formatRound lists the failures of a round', () => {
  expect(formatRound(failed)).toEqual(['Round 2: killed driver, FAILED, 40.0 s.', '  Wrong.']);
});
