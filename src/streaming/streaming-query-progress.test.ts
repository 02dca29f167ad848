import { expect, it } from 'vitest';
import { Decimal } from '../types/values/decimal.ts';
import { ProgressFeed } from './progress-feed.ts';
import { isBatch, parseProgress, type StreamingQueryProgress } from './streaming-query-progress.ts';

const query = { id: '1', runId: '2', name: null };
const json = (change: object = {}): string =>
  JSON.stringify({
    ...query,
    timestamp: '2026-11-24T21:34:38.756Z',
    batchId: 7,
    durationMs: { triggerExecution: 120, addBatch: 100 },
    sources: [
      {
        description: 'KafkaV2[Subscribe[orders]]',
        startOffset: null,
        endOffset: { orders: { 0: 5 } },
        latestOffset: '{"orders":{"0":9}}',
        numInputRows: 5,
        inputRowsPerSecond: 2.5,
        processedRowsPerSecond: 0.13304949441192124,
      },
      { description: 'files', startOffset: 'no JSON', endOffset: '{"logOffset":0}', numInputRows: 2 },
    ],
    stateOperators: [{ operatorName: 'stateStoreSave', numRowsTotal: 3, commitTimeMs: 8 }],
    sink: { description: 'MemorySink', numOutputRows: 1 },
    ...change,
  });

it('parseProgress() converts times and offsets, sums up the sources and fills in what Spark 3.5 omits', () => {
  expect(parseProgress(json())).toMatchObject({
    name: undefined,
    timestamp: new Date('2026-11-24T21:34:38.756Z'),
    batchDuration: 120,
    numInputRows: 7,
    inputRowsPerSecond: 2.5,
    processedRowsPerSecond: 0.13304949441192124,
    eventTime: {},
    stateOperators: [{ operatorName: 'stateStoreSave', numRowsTotal: 3, commitTimeMs: 8, customMetrics: {} }],
    sources: [
      { startOffset: undefined, endOffset: { orders: { 0: 5 } }, latestOffset: { orders: { 0: 9 } }, metrics: {} },
      { startOffset: 'no JSON', endOffset: { logOffset: 0 }, latestOffset: undefined, numInputRows: 2 },
    ],
    sink: { description: 'MemorySink', numOutputRows: 1, metrics: {} },
    observedMetrics: {},
  });
  const eventTime = { watermark: '1970-01-01T00:00:00.000Z', max: '2026-01-01T00:00:00.000Z' };
  expect(parseProgress(json({ eventTime })).eventTime).toEqual({
    watermark: new Date(0),
    max: new Date('2026-01-01T00:00:00.000Z'),
  });
});

it('parseProgress() returns observed metrics as rows with exact values', () => {
  const field = (name: string, type: string): object => ({ name, type, nullable: true, metadata: {} });
  const text = json({
    observedMetrics: {
      sums: {
        values: ['LONG', 1.5, null, 'a "1234567890123456789" b'],
        schema: {
          type: 'struct',
          fields: [field('n', 'long'), field('d', 'decimal(3,1)'), field('x', 'long'), field('s', 'string')],
        },
      },
      flat: { n: 1 },
    },
  }).replace('"LONG"', '9223372036854775807');
  expect(parseProgress(text).observedMetrics).toEqual({
    sums: { n: 9223372036854775807n, d: Decimal.parse('1.5'), x: null, s: 'a "1234567890123456789" b' },
    flat: { n: 1 },
  });
});

const batch = (batchId: number): StreamingQueryProgress => parseProgress(json({ batchId }));
const idle = (batchId: number, seconds: number): StreamingQueryProgress =>
  parseProgress(
    json({
      batchId,
      durationMs: { triggerExecution: 4, latestOffset: 4 },
      sources: [],
      timestamp: `2026-01-01T00:00:${String(seconds).padStart(2, '0')}.000Z`,
    }),
  );

it('strings that look like markers stay strings beside numbers that need a bigint', () => {
  const large = 9_007_199_254_740_993n;
  const offsets = `{"orders":{"0":${large}}}`;
  const text = JSON.stringify({ ...batch(1), name: 'bigint:orders', sources: [{ endOffset: offsets }] });
  const { name, batchId, sources } = parseProgress(text.replace('"batchId":1', `"batchId":${large}`));
  expect({ name, batchId }).toEqual({ name: 'bigint:orders', batchId: large });
  expect(sources[0]!.endOffset).toEqual({ orders: { 0: large } });
});

it('isBatch() distinguishes a batch from a trigger without data', () => {
  expect(isBatch(batch(1))).toBe(true);
  expect(isBatch(idle(1, 0))).toBe(false);
  expect(isBatch(parseProgress(json({ sources: [] })))).toBe(true);
});

it('ProgressFeed reports each batch once, including batches between two polls and before an idle trigger', async () => {
  const reports: StreamingQueryProgress[] = [];
  let recentProgressCalls = 0;
  const feed = new ProgressFeed({
    lastProgress: () => Promise.resolve(reports.at(-1)),
    recentProgress: () => Promise.resolve((recentProgressCalls++, reports)),
  });
  const next = async (...newReports: StreamingQueryProgress[]): Promise<string> => {
    reports.push(...newReports);
    const progress = await feed.next();
    return [...progress.batches.map(({ batchId }) => batchId), ...(progress.idle ? ['idle'] : [])].join(' ');
  };
  expect(await next()).toBe('');
  expect(await next(batch(0))).toBe('0');
  expect(await next()).toBe('');
  expect(await next(idle(1, 10))).toBe('idle');
  expect(await next()).toBe('');
  expect(await next(batch(1))).toBe('1');
  expect(recentProgressCalls).toBe(0);
  expect(await next(batch(2), batch(3), idle(4, 20))).toBe('2 3 idle');
  expect(await next(idle(4, 30))).toBe('idle');
  expect(await next(batch(4), batch(5))).toBe('4 5');
  expect(recentProgressCalls).toBe(2);
});
