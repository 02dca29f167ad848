import { afterAll, describe, expect, inject, it } from 'vitest';
import { produceTransactions } from '../../jobs/produce/produce-transactions.ts';
import { hasTerminal, Terminal } from '../support/terminal.ts';

if (!hasTerminal) process.stderr.write('Skipping the test of the view on a terminal: tmux is missing.\n');

/** Milliseconds for a frame to appear on a busy machine. */
const timeout = 90_000;
const terminal = new Terminal('live-view');
const topic = `live-view-${process.pid}`;
const kafkaServers = inject('kafkaServers');

/** The headers of the three tables, from the narrowest. */
const headers = [
  /^start +state +records +total$/,
  /^start +end +state .* batches$/,
  /^window_start .* max_batch_number$/,
];

describe.skipIf(!hasTerminal)('the view of the consumer on a terminal', () => {
  afterAll(() => terminal.close());

  it(
    'fits 60, 100 and 200 columns without a wrapped line, and is drawn again when the size changes',
    { timeout: 300_000 },
    async () => {
      const job = ['scripts/run.mjs', 'jobs/cli.ts', 'consume', '--remote', inject('sparkRemote')];
      const places = ['--kafka-servers', kafkaServers, '--topic', topic];
      await terminal.start({ columns: 60, rows: 30 }, [process.execPath, ...job, ...places]);
      const counted = (records: number): Promise<void> =>
        expect
          .poll(async () => (await terminal.screen()).join('\n'), { timeout })
          .toMatch(new RegExp(`\\b${records} counted`));
      const send = (skipRecords: number): Promise<unknown> =>
        produceTransactions(
          {
            kafkaServers: [kafkaServers],
            topic,
            dataFile: 'data/customer_transactions_1200.csv',
            batchSize: 10,
            sleepSeconds: 0,
            maxRecords: 100,
            skipRecords,
          },
          { signal: new AbortController().signal },
        );
      const lookAt = async (columns: number, header: RegExp): Promise<void> => {
        // Nothing is left of earlier frames: a screen has one table and one account.
        await expect
          .poll(async () => (await terminal.screen()).filter((line) => header.test(line)).length, { timeout })
          .toBe(1);
        const lines = await terminal.screen();
        // No line is wrapped. The next frame, with other numbers, may be on the screen by now.
        expect(await terminal.screen(true)).toHaveLength(lines.length);
        expect(lines.filter((line) => headers.some((each) => each.test(line)))).toHaveLength(1);
        expect(lines.filter((line) => /\bcounted\b/.test(line))).toHaveLength(1);
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(columns);
      };
      await send(0);
      await counted(100);
      await lookAt(60, headers[0]!);
      for (const [columns, header] of [
        [200, headers[2]!],
        [100, headers[1]!],
        [60, headers[0]!],
      ] as const) {
        await terminal.resize(columns, 30);
        await lookAt(columns, header);
      }
      await send(100);
      await counted(200);
      await lookAt(60, headers[0]!);
    },
  );
});
