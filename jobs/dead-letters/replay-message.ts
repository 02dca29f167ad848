import type { IHeaders, Message } from 'kafkajs';
import type { DeadLetter } from './dead-letter.ts';
import { positionHeader } from '../produce/producer-headers.ts';
import { replayOfHeader } from './letter-source.ts';
import { formatPosition } from '../kafka/position.ts';
import { stampValue } from './stamp-value.ts';

/** A letter and the value with which it is to be sent again. */
export interface Replay {
  readonly letter: DeadLetter;
  readonly value: Buffer;
}

/** The headers that belong to one message and not to its replay. */
const droppedHeaders: ReadonlySet<string> = new Set([positionHeader, replayOfHeader]);

/** Returns the value that a replay sends at the time `now`, in milliseconds since 1970. */
export function replayValue({ value }: Replay, now: number, keepTime: boolean): Buffer {
  return keepTime ? value : stampValue(value, now);
}

/** Creates the message that replays a letter at the time `now`, in milliseconds since 1970. */
export function toReplayMessage(replay: Replay, now: number, keepTime: boolean): Message {
  const { key, position, time, headers } = replay.letter;
  const kept = Object.entries(headers).filter(([name]) => !droppedHeaders.has(name));
  return {
    key,
    value: replayValue(replay, now, keepTime),
    headers: { ...withoutNull(Object.fromEntries(kept)), [replayOfHeader]: formatPosition(position) },
    // Messages are searched by time, and this clock may be behind that of the job.
    timestamp: String(Math.max(now, time)),
  };
}

/** Replaces headers without a value by empty ones: kafkajs 2.2.4 can read, but not write them. */
function withoutNull(headers: IHeaders): IHeaders {
  const orEmpty = (value: Buffer | string | null): Buffer | string => value ?? Buffer.alloc(0);
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map(orEmpty) : orEmpty(value ?? null),
    ]),
  );
}
