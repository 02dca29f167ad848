import type { Kafka } from 'kafkajs';
import { currentRanges, readRanges, type OffsetRange } from '../kafka/read-topic.ts';

/** A topic that may lack records, and the windows of a query that reads it. Durations are in seconds. */
export interface ReadTopic {
  readonly topic: string;
  readonly maxAhead: number;
  readonly slideDuration: number;
  /** Whether an earlier generation has read another topic of this name. All of its records are missing. */
  readonly isRecreated: boolean;
}

/**
 * Returns the start of the first window that no missing record belongs to, as an ISO time; undefined if no record is missing.
 *
 * Kafka deletes the records of a partition in their order, so a missing record reached the broker no later than the first one that its
 * partition still has, or than now if it has none. Its time is at most `maxAhead` later. The records of a recreated topic came before
 * the first one of any partition. This relies on the timestamps of the broker (`message.timestamp.type=LogAppendTime`), with which the
 * job creates the topic.
 */
export async function completeFrom(kafka: Kafka, read: ReadTopic, signal: AbortSignal): Promise<string | undefined> {
  const admin = kafka.admin();
  try {
    await admin.connect();
    const ranges = (await currentRanges(admin, read.topic)) ?? [];
    const partial = read.isRecreated ? ranges : ranges.filter(({ low }) => low > 0);
    if (partial.length === 0) return undefined;
    const times = await firstTimes(kafka, read.topic, partial, signal);
    const time = read.isRecreated ? Math.min(...times) : Math.max(...times);
    return windowStartAfter(time + read.maxAhead * 1000, read.slideDuration);
  } finally {
    await admin.disconnect();
  }
}

/** Returns the timestamp of the first record of each partition, in milliseconds since 1970. An empty partition counts as now. */
async function firstTimes(
  kafka: Kafka,
  topic: string,
  ranges: readonly OffsetRange[],
  signal: AbortSignal,
): Promise<readonly number[]> {
  const times = new Map(ranges.map(({ partition }) => [partition, Date.now()]));
  const firsts = ranges.filter(({ low, end }) => low < end).map((range) => ({ ...range, end: range.low + 1 }));
  await readRanges(kafka, topic, firsts, ({ timestamp }, at) => void times.set(at, Number(timestamp)), signal);
  return [...times.values()];
}

/** Returns the first start of a window after a time in milliseconds since 1970. Windows start every `slideDuration` seconds. */
export function windowStartAfter(time: number, slideDuration: number): string {
  const slide = slideDuration * 1000;
  return new Date((Math.floor(time / slide) + 1) * slide).toISOString();
}
