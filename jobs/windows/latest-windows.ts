import type { Kafka } from 'kafkajs';
import { SparkSession } from '../../src/index.ts';
import type { SinkQuery } from '../../src/kafka.ts';
import type { Generation } from './generations.ts';
import { windowSink } from './window-query.ts';
import type { SinkRow } from './window-row.ts';

/** Windows by their keys, which are their starts and ends. */
export type WindowsByKey = ReadonlyMap<string, SinkRow>;

/**
 * Returns the latest row of each window of a job. Each window comes from one generation: the current one if it has read all records of
 * the window, otherwise as {@link isValid} says.
 *
 * @param valid the generations with valid windows, see `Generations.valid`.
 */
export async function latestWindows(kafka: Kafka, valid: readonly Generation[]): Promise<WindowsByKey> {
  const current = valid.at(-1)!;
  return succeed(await earlierWindows(kafka, valid), await windowsIn(kafka, current.resultsTopic), current.from);
}

/** Returns the windows of the generations before the current one that may still be valid. */
export async function earlierWindows(kafka: Kafka, valid: readonly Generation[]): Promise<WindowsByKey> {
  const earlier = valid.slice(0, -1);
  let windows: WindowsByKey = new Map();
  if (earlier.length === 0) return windows;
  // A topic that was deleted since has no windows.
  const topics = await topicsOf(kafka);
  for (const { resultsTopic, from } of earlier.filter((each) => topics.has(each.resultsTopic)))
    windows = succeed(windows, await windowsIn(kafka, resultsTopic), from);
  const { from } = valid.at(-1)!;
  return new Map([...windows].filter(([, row]) => from !== undefined && isBefore(row, from)));
}

/** Returns the latest row of each window in a results topic, of those that batches wrote which began until `asOf`. */
export async function windowsIn(kafka: Kafka, resultsTopic: string, asOf: number = Infinity): Promise<WindowsByKey> {
  // Its plan is not used to read.
  const frame = SparkSession.builder.offline().range(0);
  const sink = await windowSink(frame, kafka, { sparkKafkaServers: [], resultsTopic });
  const windows = new Map<string, SinkRow>();
  for await (const { key, row } of sink.upserts({ until: now })) {
    if (row.batch_time.epochMilliseconds <= asOf) windows.set(key, row);
  }
  return windows;
}

/** A query that has ended, so that a reading ends at the current end of the topic. */
const now: SinkQuery = { isActive: () => Promise.resolve(false), exception: () => Promise.resolve(undefined) };

/** Merges the windows of a generation with those before it. */
export function succeed(earlier: WindowsByKey, windows: WindowsByKey, from: string | undefined): WindowsByKey {
  if (from === undefined) return windows;
  const kept = [...earlier].filter(([key, row]) => isBefore(row, from) && !isValid(windows.get(key), row, from));
  return new Map([...windows, ...kept]);
}

/**
 * Returns whether the row of a generation replaces that of the generation before it. Of a window that starts before `from`, the topic may
 * have lost records: the row that counts more of them is the valid one. It is complete if either is.
 */
export function isValid(row: SinkRow | undefined, earlier: SinkRow | undefined, from: string | undefined): boolean {
  if (row === undefined) return false;
  if (earlier === undefined || from === undefined || !isBefore(row, from)) return true;
  return row.record_count > earlier.record_count;
}

function isBefore({ window_start }: SinkRow, from: string): boolean {
  return window_start.epochMilliseconds < Date.parse(from);
}

async function topicsOf(kafka: Kafka): Promise<ReadonlySet<string>> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    return new Set(await admin.listTopics());
  } finally {
    await admin.disconnect();
  }
}
