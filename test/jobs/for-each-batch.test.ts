import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { sumFile } from '../../jobs/demo/summary.ts';
import { produceTransactions } from '../../jobs/produce/produce-transactions.ts';
import { interruptJob, runJobProcess, startJobProcess } from '../../jobs/job-process.ts';
import { Decimal } from '../../src/index.ts';
import { examplesIn } from '../../scripts/checks/docs/doc-examples.ts';
import { setupDir } from '../../scripts/setup/paths.mjs';
import { waitUntil } from '../../scripts/checks/chaos/wait-until.ts';

// Inside the clone, so that Node.js finds the packages of the modules.
mkdirSync(setupDir, { recursive: true });
const folder = mkdtempSync(join(setupDir, 'for-each-batch-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const kafkaServers = inject('kafkaServers');
const dataFile = 'data/customer_transactions_1200.csv';
const { signal } = new AbortController();

const consume = (topic: string, module: string): string[] => [
  ...['consume', '--remote', inject('sparkRemote'), '--kafka-servers', kafkaServers, '--topic', topic, '--json'],
  ...['--for-each-batch', module],
];

function moduleFile(name: string, code: string): string {
  const file = join(folder, name);
  writeFileSync(file, code);
  return file;
}

const produce = (topic: string, maxRecords: number, skipRecords = 0): Promise<unknown> =>
  produceTransactions(
    { kafkaServers: [kafkaServers], topic, dataFile, batchSize: 10, sleepSeconds: 0.02, maxRecords, skipRecords },
    { signal },
  );

describe('consume --for-each-batch', () => {
  test('writes the windows to a database with the module of the documentation, and survives a kill', async () => {
    const topic = `for-each-batch-${process.pid}`;
    const { code } = examplesIn(join('docs', 'for-each-batch.md'))[0]!;
    const module = moduleFile('windows-to-sqlite.ts', code);
    const file = join(folder, 'windows.db');
    const env = { ...process.env, WINDOWS_DB: file };
    const rows = (): readonly { start: string; records: number; value: string }[] => {
      if (!existsSync(file)) return [];
      const database = new Database(file);
      try {
        return database.prepare('SELECT start, records, value FROM windows ORDER BY start').all() as never;
      } catch {
        return []; // The job has not created the table yet.
      } finally {
        database.close();
      }
    };
    // Each record is in two windows, one of which starts at a multiple of ten seconds.
    const separate = () => rows().filter(({ start }) => new Date(start).getUTCSeconds() % 10 === 0);
    const records = (): number => separate().reduce((sum, each) => sum + each.records, 0);

    await produce(topic, 300);
    const killed = startJobProcess(consume(topic, module), undefined, env);
    await waitUntil(() => records() > 0, { wanted: 'The database got no window', seconds: 100, signal });
    killed.job.kill('SIGKILL');
    await killed.ended;
    const csv = await sumFile(dataFile);
    const producing = produce(topic, 900, 300);
    const second = startJobProcess(consume(topic, module), undefined, env);
    await producing;
    await waitUntil(() => records() >= csv.records, { wanted: 'The database got no record', seconds: 100, signal });
    const { exitCode, stderr } = await interruptJob(second);
    expect({ exitCode, stderr }).toEqual({ exitCode: 130, stderr: '' });
    const value = separate().reduce((sum, each) => sum + Decimal.parse(each.value).unscaled, 0n);
    expect([records(), value]).toEqual([csv.records, csv.totalValue.unscaled]);
  });

  test('ends with the message of a module whose function fails', async () => {
    const topic = `for-each-batch-${process.pid}-fails`;
    await produce(topic, 10);
    const module = moduleFile('fails.mjs', `export default () => { throw new RangeError('no more room.'); };`);
    const { exitCode, stderr } = await runJobProcess(consume(topic, module));
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr:
        'The function of --for-each-batch failed in batch 0: RangeError: no more room. Once it works, run the same command to repeat the batch.\n',
    });
  });

  test.each([
    ['is missing', undefined, /^The module \S+ of --for-each-batch cannot be loaded: [^\n]+\.\n$/],
    ['does not compile', 'export default (;', /^The module \S+ of --for-each-batch cannot be loaded: [^\n]+\.\n$/],
    ['exports no function', 'export const other = 1;', /has no default export that is a function\. Write: .*\n$/],
  ])('rejects a module that %s, before it starts anything', async (name, code, message) => {
    const file = `${name.replaceAll(' ', '-')}.mjs`;
    const module = code === undefined ? join(folder, file) : moduleFile(file, code);
    const { exitCode, stdout, stderr } = await runJobProcess(consume('unused', module));
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toMatch(message);
  });
});
