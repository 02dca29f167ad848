import { describe, expect, it } from 'vitest';
import {
  csvHeader,
  csvLine,
  formatFindings,
  formatMinute,
  judge,
  judgeBacklog,
  slope,
  warmUpSeconds,
  type JobSample,
} from './job-figures.ts';

/** A sample of a healthy job at 500 records/s: nothing grows but the topics. */
function healthy(at: number): JobSample {
  return {
    at,
    sent: 500 * at,
    lag: 600 + (at % 20) * 10,
    batch: at * 2,
    p50: 0.9,
    p95: 1.4,
    rss: { driver: 120, spark: 900, kafka: 420, producer: 110 },
    checkpointFiles: 4000 + (at % 30),
    checkpointMb: 12,
    topicMb: { transactions: at * 0.3, windows: at * 0.002, dead_letters: at * 0.006, batches: at * 0.0004 },
  };
}
const times = Array.from({ length: 60 }, (_, index) => (index + 1) * 10);
const run = (change: (sample: JobSample) => Partial<JobSample> = () => ({})): readonly JobSample[] =>
  times.map(healthy).map((sample) => ({ ...sample, ...change(sample) }));
const failed = (samples: readonly JobSample[]): readonly string[] =>
  judge(samples, 120, 500)
    .filter(({ verdict }) => verdict === 'failed')
    .map(({ name }) => name);

describe('judgeBacklog', () => {
  const filling = run(({ rss, sent }) => ({ rss: { ...rss, driver: 0 }, batch: -1, lag: sent }));
  const draining = run(({ rss, at }) => ({ rss: { ...rss, producer: 0 }, lag: 500 * (600 - at), sent: 300_000 }));
  const failures = (samples: readonly JobSample[], stops: readonly number[]): readonly string[] =>
    judgeBacklog(samples, stops)
      .filter(({ verdict }) => verdict === 'failed')
      .map(({ name }) => name);

  it('accepts memory that does not depend on the backlog, and a consumer that ends promptly', () => {
    const findings = judgeBacklog([...filling, ...draining], [900, 3000]);
    expect(findings.filter(({ verdict }) => verdict !== 'flat')).toEqual([]);
    expect(findings.find(({ name }) => name === 'drain')?.text).toBe('500 records/s, with 1 interruptions');
  });

  it('ignores growth during the first third of the records, however long it takes', () => {
    const slowly = draining.map((sample) => {
      const isWarmingUp = sample.at < 400;
      const spark = isWarmingUp ? sample.at : 400;
      return { ...sample, rss: { ...sample.rss, spark }, lag: isWarmingUp ? 250_000 : 500 * (600 - sample.at) };
    });
    expect(failures([...filling, ...slowly], [900])).toEqual([]);
  });

  it('reports growing memory and a slow end', () => {
    const growing = draining.map((sample) => ({ ...sample, rss: { ...sample.rss, driver: sample.at } }));
    expect(failures([...filling, ...growing], [900])).toEqual(['RSS of driver']);
    const leaking = filling.map((sample) => ({ ...sample, rss: { ...sample.rss, producer: sample.at } }));
    expect(failures([...leaking, ...draining], [900])).toEqual(['RSS of producer']);
    expect(failures([...filling, ...draining], [900, 6000])).toEqual(['Ctrl-C']);
  });
});

describe('judge', () => {
  it('accepts a run in which only the topics grow, with the records', () => {
    expect(failed(run())).toEqual([]);
  });

  it.each([
    ['RSS of driver', ({ at, rss }: JobSample) => ({ rss: { ...rss, driver: rss.driver + at * 0.1 } })],
    ['RSS of spark', ({ at, rss }: JobSample) => ({ rss: { ...rss, spark: rss.spark + at * 0.3 } })],
    ['checkpoint files', ({ at }: JobSample) => ({ checkpointFiles: 1000 + at })],
    ['checkpoint size', ({ at }: JobSample) => ({ checkpointMb: 1 + at * 0.01 })],
    ['latency p50', ({ at }: JobSample) => ({ p50: 1 + at * 0.001 })],
    ['latency p95', ({ at }: JobSample) => ({ p95: 1 + at * 0.002 })],
    ['lag', ({ at }: JobSample) => ({ lag: at * 5 })],
    ['topic of batches', ({ at, topicMb }: JobSample) => ({ topicMb: { ...topicMb, batches: at ** 2 * 0.0004 } })],
  ] as const)('reports a growing %s', (name, change) => {
    expect(failed(run(change))).toEqual([name]);
  });

  it('ignores growth during the warm-up, and samples without a window', () => {
    expect(failed(run(({ at }) => (at < 120 ? { checkpointFiles: at * 10, p50: null } : {})))).toEqual([]);
    expect(failed(run(({ at }) => (at % 50 === 0 ? { p50: null, p95: null } : {})))).toEqual([]);
  });

  it('does not judge checkpoints before Spark has deleted old batches, nor a run of a few samples', () => {
    const open = (samples: readonly JobSample[]): readonly string[] =>
      judge(samples, 120, 500)
        .filter(({ verdict }) => verdict === 'open')
        .map(({ name }) => name);
    expect(open(run(({ at }) => ({ batch: Math.floor(at / 2), checkpointFiles: at * 10 })))).toEqual([
      'checkpoint files',
      'checkpoint size',
    ]);
    expect(open(run().slice(0, 20))).toContain('lag');
  });

  it('reports a producer that is too slow', () => {
    expect(failed(run(({ sent }) => ({ sent: sent * 0.8 })))).toContain('rate');
  });
});

describe('warmUpSeconds', () => {
  it('is six minutes, or a third of a short run', () => {
    expect([warmUpSeconds(60), warmUpSeconds(9), warmUpSeconds(1)]).toEqual([360, 180, 20]);
  });
});

describe('slope', () => {
  it('fits a line', () => {
    expect(slope([1, 2, 3].map((x) => ({ x, y: 5 - 2 * x })))).toBeCloseTo(-2);
    expect(slope([{ x: 1, y: 1 }])).toBe(0);
  });
});

describe('The output', () => {
  it('has a CSV line with a value for each column, and a line per minute with the worst latencies', () => {
    const sample = healthy(60);
    expect(csvLine(sample).split(',')).toHaveLength(csvHeader.split(',').length);
    expect(csvLine({ ...sample, p50: null })).toMatch(/^60\.0,30000,600,120,,1\.400,120\.0,900\.0,/);
    expect(
      formatMinute([
        { ...sample, p95: 2.5 },
        { ...sample, p50: null },
      ]),
    ).toBe(
      '  1 min  30000 sent, lag 600, batch 120 · p50 0.90, p95 2.50 s · RSS driver 120, spark 900, kafka 420, producer 110 MB' +
        ' · checkpoint 4000 files, 12.00 MB · topics 18.00 + 0.12 + 0.36 + 0.02 MB',
    );
  });

  it('marks each finding', () => {
    const findings = judge(
      run(({ at }) => ({ lag: at * 5 })),
      120,
      500,
    );
    expect(formatFindings(findings)).toMatch(/^flat {4}rate: 500 of 500 records\/s\n/);
    expect(formatFindings(findings)).toMatch(/^FAILED {2}lag: mean 1800 records, grew by 2400 records/m);
  });
});
