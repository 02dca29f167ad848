import type { IHeaders } from 'kafkajs';

/**
 * The name of the header with the position of a message: `<run>/<start of the pass>-<partitions>/<sequence>`. A single header, because
 * encoding headers is a large part of the cost of a message.
 */
export const positionHeader = 'producer-position';

/** One time that a run is sent. A resumed run continues its pass; a run that is sent twice has two. */
export interface Pass {
  /** The time of the producer when the pass began, in milliseconds since 1970. */
  readonly startedAt: number;
  /** The number of partitions among which the pass distributes its messages, even if the topic gets more of them. */
  readonly partitions: number;
}

/** The position of a message in a topic's sequence of messages. */
export interface MessageOrigin {
  /** The ID of the run, which identifies the file and the options that determine the sequence of messages. */
  readonly run: string;
  readonly pass: Pass;
  /** The index of the message in its run. Starts at 0. */
  readonly sequence: number;
}

/** Returns the headers of a message. */
export function toHeaders({ run, pass, sequence }: MessageOrigin): Record<string, string> {
  return { [positionHeader]: `${run}/${pass.startedAt}-${pass.partitions}/${sequence}` };
}

const positionPattern = /^([^/]+)\/(\d{1,15})-(\d{1,9})\/(\d{1,15})$/;

/** Parses the headers of a message. Returns undefined if it does not come from this producer. */
export function parseHeaders(headers: IHeaders | undefined): MessageOrigin | undefined {
  const [, run, startedAt, partitions, sequence] =
    positionPattern.exec(headers?.[positionHeader]?.toString() ?? '') ?? [];
  if (run === undefined) return undefined;
  return { run, pass: { startedAt: Number(startedAt), partitions: Number(partitions) }, sequence: Number(sequence) };
}
