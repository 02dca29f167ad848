import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin, Kafka, KafkaMessage } from 'kafkajs';
import { UserError } from '../../command-line/user-error.ts';
import { connectPartitionReader, type PartitionReader } from '../kafka/partition-reader.ts';
import { parseHeaders, type MessageOrigin, type Pass } from './producer-headers.ts';

/** Returns the value of a message that a partition holds, or undefined if it cannot be found. */
export type ReadValue = (partition: number, sequence: number) => Promise<Buffer | null | undefined>;

/** The pass of a run that a topic holds. */
export interface FoundPass {
  readonly pass: Pass;
  /** The sequence number of the last message that each partition holds; -1 if it holds none. */
  readonly last: readonly number[];
  /** The largest sequence number that the topic holds. */
  readonly highest: number;
  readonly readValue: ReadValue;
}

/** What the end of a topic holds of a run. */
export interface PassSearch {
  /** Undefined if the topic holds no message of the run. */
  readonly found: FoundPass | undefined;
  /** Another run whose messages were read. */
  readonly otherRun: string | undefined;
  readonly close: () => Promise<void>;
}

/** The last message of the run in a partition. */
interface LastMessage extends MessageOrigin {
  readonly offset: number;
  /** The time of the broker in milliseconds since 1970, if the topic uses LogAppendTime. */
  readonly timestamp: number;
}

/** The state of the search in a partition. */
interface PartitionSearch {
  readonly partition: number;
  readonly low: number;
  /** The end of the log; moves if messages arrive. */
  high: number;
  /** The offset from which the partition has been read so far. */
  readFrom: number;
  last: LastMessage | undefined;
}

/** The numbers of messages that are read from the end of a partition, until one of the run is among them. */
const firstChunk = 1000;
const chunkGrowth = 4;
const maxChunk = 64_000;

/** A batch that a killed producer has just sent may arrive within this time. */
const settleMs = 1000;
const maxSettleRounds = 10;

/** The maximum difference between the clocks of producer and broker. */
const clockToleranceMs = 10 * 60_000;

/**
 * Finds the last message of a run in each partition, reading backward from its end, at most `lookBack` messages. A partition has
 * its messages in order, and stores those of a request all or not at all, so it holds a message of the run if and only if the
 * message precedes the last one.
 *
 * @throws UserError when the messages of the run, if there are any, are further back.
 */
export async function findPass(
  kafka: Kafka,
  { topic, run, lookBack }: { readonly topic: string; readonly run: string; readonly lookBack: number },
  signal: AbortSignal,
): Promise<PassSearch> {
  const admin = kafka.admin();
  await admin.connect();
  const search = new Search(admin, topic, run, lookBack, () => connectPartitionReader(kafka, topic));
  try {
    return await search.run(signal);
  } catch (error) {
    await search.close();
    throw error;
  }
}

class Search {
  readonly #admin: Admin;
  readonly #topic: string;
  readonly #run: string;
  readonly #lookBack: number;
  readonly #connect: () => Promise<PartitionReader>;
  #reader: PartitionReader | undefined;
  #partitions: readonly PartitionSearch[] = [];
  #otherRun: string | undefined;

  constructor(admin: Admin, topic: string, run: string, lookBack: number, connect: () => Promise<PartitionReader>) {
    this.#admin = admin;
    this.#topic = topic;
    this.#run = run;
    this.#lookBack = lookBack;
    this.#connect = connect;
  }

  async run(signal: AbortSignal): Promise<PassSearch> {
    this.#partitions = (await this.#fetchOffsets()).map(({ partition, low, high }) => ({
      partition,
      low,
      high,
      readFrom: high,
      last: undefined,
    }));
    const settled = sleep(settleMs, undefined, { signal });
    settled.catch(() => {});
    await this.#searchBackward(signal);
    await settled;
    await this.#readArrivals(signal);
    return { found: this.#foundPass(), otherRun: this.#otherRun, close: () => this.close() };
  }

  async close(): Promise<void> {
    await Promise.allSettled([this.#reader?.close(), this.#admin.disconnect()]);
  }

  async #fetchOffsets(): Promise<readonly { partition: number; low: number; high: number }[]> {
    const offsets = await this.#admin.fetchTopicOffsets(this.#topic);
    return offsets
      .map(({ partition, low, high }) => ({ partition, low: Number(low), high: Number(high) }))
      .toSorted((one, other) => one.partition - other.partition);
  }

  /** Reads ever larger chunks of each partition until it finds the run, or until the run cannot be further back. */
  async #searchBackward(signal: AbortSignal): Promise<void> {
    let beginnings: ReadonlyMap<number, number> | undefined;
    for (let size = firstChunk; ; size = Math.min(size * chunkGrowth, maxChunk)) {
      const begin = (at: PartitionSearch): number => Math.max(at.low, beginnings?.get(at.partition) ?? 0);
      const rest = this.#partitions.filter((at) => at.last === undefined && at.readFrom > begin(at));
      const open = rest.filter((at) => at.high - at.readFrom < this.#lookBack);
      if (open.length === 0) {
        this.#rejectUnread(rest);
        return;
      }
      await Promise.all(
        open.map((at) => this.#readChunk(at, Math.max(begin(at), at.readFrom - size, at.high - this.#lookBack))),
      );
      signal.throwIfAborted();
      const newest = this.#newest();
      if (newest) beginnings ??= await this.#fetchBeginnings(newest.pass);
    }
  }

  async #readChunk(at: PartitionSearch, from: number): Promise<void> {
    await this.#readRange({ partition: at.partition, from, to: at.readFrom }, (last) => (at.last = last));
    at.readFrom = from;
  }

  /** Passes each message of the run to `onMessage`, and remembers another run. */
  async #readRange(
    range: { readonly partition: number; readonly from: number; readonly to: number },
    onMessage: (message: LastMessage, value: Buffer | null) => void,
  ): Promise<void> {
    this.#reader ??= await this.#connect();
    await this.#reader.read(range, (message: KafkaMessage) => {
      const origin = parseHeaders(message.headers);
      if (origin === undefined) return;
      if (origin.run !== this.#run) this.#otherRun = origin.run;
      else
        onMessage({ ...origin, offset: Number(message.offset), timestamp: Number(message.timestamp) }, message.value);
    });
  }

  /** Returns the offsets before which the partitions cannot hold messages of a pass, because those are older than the pass. */
  async #fetchBeginnings({ startedAt }: Pass): Promise<ReadonlyMap<number, number>> {
    const offsets = await this.#admin.fetchTopicOffsetsByTimestamp(this.#topic, startedAt - clockToleranceMs);
    return new Map(offsets.map(({ partition, offset }) => [partition, Number(offset)]));
  }

  #rejectUnread(rest: readonly PartitionSearch[]): void {
    if (rest.length === 0) return;
    const newest = this.#newest();
    const [names, each] =
      rest.length === 1
        ? [`partition ${rest[0]!.partition}`, '']
        : [`partitions ${rest.map((at) => at.partition).join(', ')}`, ' each'];
    throw new UserError(
      `The last ${this.#lookBack} messages of ${names}${each} of topic ${this.#topic} contain none of run ${this.#run}` +
        `${newest ? ', although other partitions do' : ''}. Older messages were not read: increase --look-back, or send the run from the start without --resume.`,
    );
  }

  /** Reads the messages that have arrived since. The last batch of a killed producer may be among them. */
  async #readArrivals(signal: AbortSignal): Promise<void> {
    for (let round = 0; round < maxSettleRounds; round++) {
      let hasNew = false;
      const ends = new Map((await this.#fetchOffsets()).map(({ partition, high }) => [partition, high]));
      const moved = this.#partitions.filter((at) => (ends.get(at.partition) ?? 0) > at.high);
      await Promise.all(
        moved.map(async (at) => {
          const to = ends.get(at.partition)!;
          await this.#readRange({ partition: at.partition, from: at.high, to }, (last) => {
            at.last = last;
            hasNew = true;
          });
          at.high = to;
        }),
      );
      signal.throwIfAborted();
      if (!hasNew) return;
      await sleep(settleMs, undefined, { signal });
    }
    throw new UserError(
      `Another producer is sending run ${this.#run} to topic ${this.#topic} at the moment; stop it before you resume the run.`,
    );
  }

  #newest(): LastMessage | undefined {
    const all = this.#partitions.flatMap(({ last }) => last ?? []);
    return all.reduce<LastMessage | undefined>(
      (best, one) => (best && best.timestamp >= one.timestamp ? best : one),
      undefined,
    );
  }

  #foundPass(): FoundPass | undefined {
    const newest = this.#newest();
    if (newest === undefined) return undefined;
    const { pass } = newest;
    const last = Array.from({ length: pass.partitions }, (_, partition) => {
      const message = this.#partitions[partition]?.last;
      return message?.pass.startedAt === pass.startedAt ? message.sequence : -1;
    });
    const readValue: ReadValue = (partition, sequence) => this.#readValue(partition, sequence);
    return { pass, last, highest: Math.max(...last), readValue };
  }

  async #readValue(partition: number, sequence: number): Promise<Buffer | null | undefined> {
    const at = this.#partitions[partition];
    if (at?.last === undefined) return undefined;
    const end = Math.max(at.low, at.last.offset - this.#lookBack);
    let value: Buffer | null | undefined;
    let isPast = false;
    for (let to = at.last.offset + 1; to > end && value === undefined && !isPast;) {
      const from = Math.max(end, to - firstChunk);
      await this.#readRange({ partition, from, to }, (message, bytes) => {
        if (message.pass.startedAt !== at.last?.pass.startedAt) return;
        if (message.sequence === sequence) value = bytes;
        if (message.sequence < sequence) isPast = true;
      });
      to = from;
    }
    return value;
  }
}
