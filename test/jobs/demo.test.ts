import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createJsonView } from '../../jobs/consume/window-view.ts';
import { runDemo } from '../../jobs/demo/run-demo.ts';

let stateDir: string;

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'demo-'));
});
afterAll(() => rm(stateDir, { recursive: true }));

test('demo reports the same figures for the file and for Spark', async () => {
  const stack = {
    sparkRemote: inject('sparkRemote'),
    kafkaServers: inject('kafkaServers'),
    checkpointDir: inject('checkpointDir'),
    sparkUi: '',
    certificateFile: undefined,
    stateDir,
  };
  const lines: string[] = [];
  const summary = await runDemo(
    stack,
    { records: 95, batchSize: 10, sleepSeconds: 0.2, verbose: false },
    {
      signal: new AbortController().signal,
      createView: (monitor) => createJsonView((line) => void lines.push(line), monitor),
      account: false,
      say: () => {},
    },
  );
  const { records, total_value, unique_customers, windows } = summary.figures;
  expect(summary.agree).toBe(true);
  expect(records).toEqual({ csv: 95, spark: 95 });
  expect(total_value.csv).toBeGreaterThan(0);
  expect(unique_customers.csv).toBeGreaterThan(10);
  expect(windows.spark).toBeGreaterThanOrEqual(2);
  expect(summary.latency_seconds.p95).toBeGreaterThanOrEqual(summary.latency_seconds.p50);
  expect(lines.some((line) => line.startsWith('{"type":"window"'))).toBe(true);
});
