import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ScriptedJob } from '../../test/support/scripted-job.ts';
import { metricDefinitions } from './metric-definitions.ts';
import { PrometheusMetrics } from './prometheus-metrics.ts';

interface Family {
  readonly type: string;
  readonly samples: Map<string, number>;
}

const line =
  /^(?:# HELP (\w+) \S.*|# TYPE (\w+) (counter|gauge)|([a-z_]+)(?:\{((?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)+)\})? (-?[\d.e+-]+))$/;

/** Reads the text format. Rejects lines that it does not allow, and samples outside of their family. */
function parse(text: string): ReadonlyMap<string, Family> {
  expect(text.endsWith('\n')).toBe(true);
  const families = new Map<string, Family>();
  for (const written of text.split('\n').filter((written) => written !== '')) {
    const match = line.exec(written);
    if (match === null) throw new Error(`Not in the format: ${written}`);
    const [, , typed, type, sample, labels = '', value] = match;
    if (typed !== undefined) families.set(typed, { type: type!, samples: new Map() });
    if (sample === undefined) continue;
    const { samples } = families.get(sample)!;
    expect(samples.has(labels), `${sample}{${labels}} occurs once`).toBe(false);
    samples.set(labels, Number(value));
  }
  return families;
}

describe('PrometheusMetrics', () => {
  const job = new ScriptedJob();
  const snapshot = job.snapshot();

  it('writes the figures of the snapshot', async () => {
    const families = parse(await new PrometheusMetrics().render(snapshot));
    const value = (name: string, labels = ''): number | undefined => families.get(name)!.samples.get(labels);
    expect(value('transactions_sent_records_total')).toBe(snapshot.account.sent);
    expect(value('transactions_decided_records_total', 'fate="late"')).toBe(snapshot.account.late);
    expect(value('transactions_dead_letters_total', 'reason="not_json"')).toBe(snapshot.account.deadByReason.not_json);
    expect(value('transactions_latency_seconds', 'percentile="95"')).toBe(snapshot.latency.p95! / 1000);
    expect(value('transactions_lag_records', 'partition="3"')).toBe(snapshot.lag.partitions[3]!.records);
    expect(value('transactions_batch_phase_duration_seconds', 'phase="addBatch"')).toBe(
      snapshot.batch!.phases['addBatch']! / 1000,
    );
    expect(value('transactions_state_bytes', 'operator="stateStoreSave"')).toBe(48_200);
    expect(value('transactions_account_state', 'state="adds_up"')).toBe(1);
    expect(value('transactions_account_state', 'state="does_not_add_up"')).toBe(0);
    expect(value('transactions_watermark_timestamp_seconds')).toBe(Date.parse(snapshot.watermark.at!) / 1000);
  });

  it('writes no sample for a value that is not known, also if it was known before', async () => {
    const metrics = new PrometheusMetrics();
    await metrics.render(snapshot);
    const { batch, ...others } = snapshot;
    expect(batch).toBeDefined();
    const families = parse(
      await metrics.render({
        ...others,
        latency: { p50: null, p95: null },
        watermark: { at: null, behindSeconds: null },
        lag: { records: 0, partitions: [] },
      }),
    );
    for (const name of ['batch_duration_seconds', 'latency_seconds', 'watermark_behind_seconds', 'lag_records']) {
      expect(families.get(`transactions_${name}`)!.samples.size, name).toBe(0);
    }
  });

  it('follows a counter that starts again', async () => {
    const metrics = new PrometheusMetrics();
    await metrics.render(snapshot);
    const text = await metrics.render({ ...snapshot, account: { ...snapshot.account, sent: 7 } });
    expect(parse(text).get('transactions_sent_records_total')!.samples.get('')).toBe(7);
  });

  it('escapes the text of labels', async () => {
    const query = { ...snapshot.query, name: 'a "b"\\c\nd' };
    expect(await new PrometheusMetrics().render({ ...snapshot, query })).toContain(String.raw`query="a \"b\"\\c\nd"`);
  });

  it.each(metricDefinitions.map(({ name, type }) => [name, type] as const))(
    'names %s by the conventions of a %s',
    (name, type) => {
      expect(name).toMatch(/^transactions_[a-z_]+$/);
      expect(name.endsWith('_total')).toBe(type === 'counter');
      expect(name).not.toMatch(/_(ms|milliseconds|minutes|kb|mb|gauge|counter)(_|$)/);
    },
  );

  it('has the metrics that docs/page.md lists', () => {
    const page = readFileSync(new URL('../../docs/page.md', import.meta.url), 'utf8');
    const listed = [...page.matchAll(/^\| `(transactions_\w+)` +\| (counter|gauge) +\| ([^|]*?) *\|/gm)];
    const labelsOf = (text: string): string[] => [...text.matchAll(/`(\w+)`/g)].map(([, label]) => label!);
    expect(listed.map(([, name, type, labels]) => ({ name, type, labels: labelsOf(labels!) }))).toEqual(
      metricDefinitions.map(({ name, type, labels = [] }) => ({ name, type, labels })),
    );
  });
});
