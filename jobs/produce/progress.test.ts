import { expect, test } from 'vitest';
import type { ProduceStatistics } from './produce-options.ts';
import { createProgressView } from './progress.ts';

const batch = { batchNumber: 2, records: 10, totalRecords: 15, bytes: 3200, messages: [] };
const statistics: ProduceStatistics = {
  run: '0123456789ab',
  records: 15,
  unconfirmed: 0,
  batches: 2,
  retries: 1,
  bytes: 9800,
  seconds: 2.00049,
  recordsPerSecond: 7.49816,
  deadLetters: 3,
  kinds: undefined,
  isComplete: true,
  hasMore: false,
};
const figures = 'Sent 15 records in 2 batches, 9.8 kB, in 2.0 s (7.5 records/s).\nRetries: 1. Dead letters: 3.\n';

function show(
  json: boolean,
  isTerminal: boolean,
  { columns = 80, ...end }: Partial<ProduceStatistics> & { readonly columns?: number } = {},
): { readonly stdout: string; readonly stderr: string } {
  let stdout = '';
  let stderr = '';
  const view = createProgressView({
    json,
    isTerminal,
    maxRecords: 30,
    columns: () => columns,
    toStdout: (text) => (stdout += text),
    toStderr: (text) => (stderr += text),
    log: (sentence) => (stderr += `${sentence}\n`),
  });
  view.batch(batch);
  view.end({ ...statistics, ...end });
  return { stdout, stderr };
}

test('--json prints one object per line, also on a terminal', () => {
  for (const isTerminal of [true, false]) {
    const { stdout, stderr } = show(true, isTerminal);
    expect(stderr).toBe('');
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      { type: 'batch', batch_number: 2, records: 10, total_records: 15, bytes: 3200 },
      {
        type: 'summary',
        run: '0123456789ab',
        records: 15,
        unconfirmed_records: 0,
        more_in_file: false,
        batches: 2,
        retries: 1,
        seconds: 2,
        records_per_second: 7.498,
        bytes: 9800,
        dead_letters: 3,
      },
    ]);
  }
});

test('--json prints how to resume a failed run', () => {
  const lines: string[] = [];
  const toStdout = (text: string): void => void lines.push(text);
  const output = { isTerminal: false, maxRecords: 30, columns: () => 80, toStderr: () => {}, log: () => {} };
  for (const json of [true, false])
    createProgressView({ json, ...output, toStdout }).giveUp({ skipRecords: 115, maxRecords: 15, resume: false });
  expect(lines).toEqual(['{"type":"resume","skip_records":115,"max_records":15,"resume":false}\n']);
});

test('piped output has one line per batch', () => {
  expect(show(false, false)).toEqual({
    stdout: `Batch 2: 10 records acknowledged, 15 in total\n${figures}`,
    stderr: '',
  });
});

const half = `\r${'█'.repeat(15)}${'░'.repeat(15)} 15/30 records, batch 2\u001B[K`;

test('the progress bar on a terminal is full at the end of a complete run', () => {
  expect(show(false, true)).toEqual({
    stdout: figures,
    stderr: `${half}\r${'█'.repeat(30)} 15/15 records, batch 2\u001B[K\n`,
  });
  expect(show(false, true, { isComplete: false }).stderr).toBe(`${half}\n`);
});

test.each([
  [40, '████████░░░░░░░░ 15/30 records, batch 2'],
  [28, '15/30 records, batch 2'],
  [12, '15/30 recor'],
])('the progress bar fits into a terminal of %i columns', (columns, line) => {
  expect(line.length).toBeLessThan(columns);
  expect(show(false, true, { columns, isComplete: false }).stderr).toBe(`\r${line}\u001B[K\n`);
});

test('the result mentions unacknowledged records and records that were not sent', () => {
  expect(show(false, false, { unconfirmed: 10, hasMore: true }).stdout).toContain(
    `${figures}10 more records were sent but not acknowledged: all, some or none of them may be in the topic.\n` +
      'The file has more records: send them with --resume and a larger --max-records.\n',
  );
});

test('the result contains the injected faults by kind', () => {
  const malformed = { tombstone: 1, not_json: 1, not_object: 0, missing_field: 0, wrong_type: 0, out_of_range: 0 };
  const kinds = {
    regular: 7,
    faults: { late: 5, duplicate: 3, malformed: 2, 'out-of-order': 20, future: 0 },
    malformed: { ...malformed, impossible_time: 0 },
  };
  expect(show(false, false, { kinds }).stdout).toContain(
    `${figures}Injected faults: late 5, duplicate 3, malformed 2 (tombstone 1, not_json 1), out-of-order 20, future 0. ` +
      'Without a fault: 7.\n',
  );
  expect(JSON.parse(show(true, false, { kinds }).stdout.split('\n')[1]!)).toMatchObject({
    injected: { regular: 7, late: 5, duplicate: 3, malformed, out_of_order: 20, future: 0 },
  });
});
