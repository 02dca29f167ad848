import type { Admin, Kafka } from 'kafkajs';
import { abortable, endsWithin } from '../../command-line/abortable.ts';
import { UserError } from '../../command-line/user-error.ts';
import { createKafka, firstContactRetries } from '../kafka/create-kafka.ts';
import type { KafkaConfig } from '../kafka/kafka-config.ts';
import { kafkaError } from '../kafka/kafka-error.ts';
import { deadLetterTopic, headerValues, toDeadLetter, type DeadLetter } from './dead-letter.ts';
import { matches, type Condition } from './letter-filter.ts';
import { parsePosition, PositionSet, type Position } from '../kafka/position.ts';
import { currentRanges, readRanges, type OffsetRange } from '../kafka/read-topic.ts';

/** Where the dead letters are, and which of them are meant. */
export interface LetterOptions {
  readonly kafkaServers: readonly string[];
  readonly kafkaConfig?: KafkaConfig | undefined;
  /** The source topic, not the one with the dead letters. */
  readonly topic: string;
  readonly where: readonly Condition[];
  readonly verbose: boolean;
}

/** Whether the source topic has a replay of a letter. `unknown`: it may have had one, but messages of that time were deleted. */
export type ReplayState = 'yes' | 'no' | 'unknown';

const disconnectTimeoutMs = 1000;

/**
 * Passes the dead letters of a topic to `use`, and ends the connection afterwards. Errors of kafkajs become messages for the user.
 *
 * @throws UserError when Kafka cannot be reached or the topic has no dead letters.
 */
export async function withLetters<Result>(
  options: LetterOptions,
  signal: AbortSignal,
  use: (letters: LetterSource) => Promise<Result>,
): Promise<Result> {
  const { kafkaServers, kafkaConfig: config, topic, verbose } = options;
  const admin = createKafka(kafkaServers, { verbose, config, retries: firstContactRetries }).admin();
  try {
    await abortable(admin.connect(), signal);
    const ranges = await abortable(currentRanges(admin, deadLetterTopic(topic)), signal);
    if (ranges === undefined) {
      throw new UserError(
        `Topic ${deadLetterTopic(topic)} does not exist, so topic ${topic} has no dead letters. Check --topic and --kafka-servers.`,
      );
    }
    return await use(new LetterSource(createKafka(kafkaServers, { verbose, config }), admin, options, ranges, signal));
  } catch (error) {
    signal.throwIfAborted();
    throw kafkaError(error, kafkaServers);
  } finally {
    await endsWithin(disconnectTimeoutMs, admin.disconnect());
  }
}

/** The dead letters of a topic, as of when it was opened. It reads them from Kafka each time, because they may not fit into memory. */
export class LetterSource {
  readonly kafka: Kafka;
  readonly topic: string;
  readonly #admin: Admin;
  readonly #where: readonly Condition[];
  readonly #ranges: readonly OffsetRange[];
  readonly #signal: AbortSignal;

  constructor(
    kafka: Kafka,
    admin: Admin,
    { topic, where }: LetterOptions,
    ranges: readonly OffsetRange[],
    signal: AbortSignal,
  ) {
    this.kafka = kafka;
    this.topic = topic;
    this.#admin = admin;
    this.#where = where;
    this.#ranges = ranges;
    this.#signal = signal;
  }

  /**
   * Passes each matching letter to `onLetter` once, even if Spark has written it twice. Returns the number of messages that are not
   * dead letters of the topic.
   */
  async forEach(onLetter: (letter: DeadLetter) => void | 'stop' | Promise<void | 'stop'>): Promise<number> {
    const seen = new PositionSet();
    let others = 0;
    await readRanges(
      this.kafka,
      deadLetterTopic(this.topic),
      this.#ranges,
      (message) => {
        const letter = toDeadLetter(message, this.topic);
        if (letter === undefined) others += 1;
        else if (matches(letter, this.#where) && seen.add(letter.position)) return onLetter(letter);
      },
      this.#signal,
    );
    return others;
  }

  /** Returns a function that returns whether a matching letter was replayed, as of now. */
  async findReplays(): Promise<(position: Position) => ReplayState> {
    const wanted = new PositionSet();
    let since = Number.MAX_SAFE_INTEGER;
    await this.forEach(({ position, time, sourceTimestamp }) => {
      wanted.add(position);
      // A replay is newer than its source message by the clock of the broker, or newer than the letter by the clock of the sender.
      since = Math.min(since, time, sourceTimestamp);
    });
    if (wanted.size === 0) return () => 'no';
    const ranges = await abortable(currentRanges(this.#admin, this.topic, since), this.#signal);
    const replayed = await this.#readReplays(ranges ?? [], wanted);
    const lows = new Map(ranges?.map(({ partition, low }) => [partition, low]));
    return (position) => {
      if (replayed.has(position)) return 'yes';
      // A replay goes to the partition of its source message. If the topic still has that message, it also has what followed.
      return position.offset >= (lows.get(position.partition) ?? Infinity) ? 'no' : 'unknown';
    };
  }

  async #readReplays(ranges: readonly OffsetRange[], wanted: PositionSet): Promise<PositionSet> {
    const replayed = new PositionSet();
    await readRanges(
      this.kafka,
      this.topic,
      ranges,
      ({ headers }) => {
        for (const value of headerValues(headers, replayOfHeader)) {
          const position = parsePosition(value.toString());
          if (position !== undefined && wanted.has(position)) replayed.add(position);
        }
      },
      this.#signal,
    );
    return replayed;
  }

  /** Returns the number of partitions of the source topic, or undefined if it does not exist. */
  async countPartitions(): Promise<number | undefined> {
    return (await abortable(currentRanges(this.#admin, this.topic), this.#signal))?.length;
  }
}

/** The header of a replayed message: the position of the message that it replaces. */
export const replayOfHeader = 'replay-of';
