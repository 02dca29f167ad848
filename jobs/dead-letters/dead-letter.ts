import type { IHeaders, KafkaMessage } from 'kafkajs';
import { parsePosition, type Position } from '../kafka/position.ts';

/** A message that the streaming job could not use, as it is in the dead-letter topic. */
export interface DeadLetter {
  /** The position of the message in the source topic. */
  readonly position: Position;
  /** The timestamp of the message in the source topic, in milliseconds since 1970. */
  readonly sourceTimestamp: number;
  /** When the letter was written, in milliseconds since 1970. */
  readonly time: number;
  /** Usually a `DeadLetterReason`; a newer version of the job may have others. */
  readonly reason: string;
  /** What is wrong with the message, as one sentence. */
  readonly sentence: string;
  readonly key: Buffer | null;
  /** The value, byte by byte; null for a tombstone. */
  readonly value: Buffer | null;
  /** The headers of the source message. */
  readonly headers: IHeaders;
}

/** The headers that the job adds to a dead letter, after those of the source message. */
export const deadLetterHeaders = {
  reason: 'dead-letter-reason',
  message: 'dead-letter-message',
  topic: 'source-topic',
  partition: 'source-partition',
  offset: 'source-offset',
  timestamp: 'source-timestamp',
} as const;

/** Returns the name of the topic with the dead letters of a topic. */
export function deadLetterTopic(topic: string): string {
  return `${topic}.dead-letters`;
}

/** Decodes a dead letter of the topic. Returns undefined if the headers of a dead letter are missing or belong to another topic. */
export function toDeadLetter(message: KafkaMessage, topic: string): DeadLetter | undefined {
  const added = new Map(Object.values(deadLetterHeaders).map((name) => [name, lastText(message.headers, name)]));
  const position = parsePosition(`${added.get('source-partition')}:${added.get('source-offset')}`);
  const reason = added.get('dead-letter-reason');
  if (position === undefined || reason === undefined || added.get('source-topic') !== topic) return undefined;
  return {
    position,
    sourceTimestamp: toMilliseconds(added.get('source-timestamp')),
    time: toMilliseconds(message.timestamp),
    reason,
    sentence: added.get('dead-letter-message') ?? '',
    key: message.key,
    value: message.value,
    headers: withoutLast(message.headers ?? {}),
  };
}

/** Returns the values of a header. A message can have several headers of the same name. */
export function headerValues(headers: IHeaders | undefined, name: string): readonly (Buffer | string)[] {
  const value: unknown = headers?.[name];
  // A header may have no value, which the types of kafkajs do not tell.
  return [value].flat().filter((each): each is Buffer | string => each !== undefined && each !== null);
}

function lastText(headers: IHeaders | undefined, name: string): string | undefined {
  return headerValues(headers, name).at(-1)?.toString();
}

/** Removes the headers of the job, but not headers of the source message that have the same names. */
function withoutLast(headers: IHeaders): IHeaders {
  const added: ReadonlySet<string> = new Set(Object.values(deadLetterHeaders));
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      if (!added.has(name)) return [[name, value]];
      return Array.isArray(value) && value.length > 1 ? [[name, value.slice(0, -1)]] : [];
    }),
  );
}

/** Returns 0, which precedes all messages, if the text is not a time. */
function toMilliseconds(text: string | undefined): number {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : 0;
}
