import type { IHeaders } from 'kafkajs';

/** The name of the header that identifies the run: the file and the options that determine the sequence of messages. */
export const runHeader = 'producer-run';

/** The name of the header with the index of a message in the sequence of its run. Starts at 0. */
export const sequenceHeader = 'producer-sequence';

/** The name of the header that tells passes apart: a run that is sent twice has two passes. */
export const passHeader = 'producer-pass';

/** One time that a run is sent. A resumed run continues its pass. */
export interface Pass {
  /** The time of the producer when the pass began, in milliseconds since 1970. */
  readonly startedAt: number;
  /** The number of partitions among which the pass distributes its messages, even if the topic gets more of them. */
  readonly partitions: number;
}

/** The position of a message in a topic's sequence of messages. */
export interface MessageOrigin {
  readonly run: string;
  readonly pass: Pass;
  readonly sequence: number;
}

/** Returns the headers of a message. */
export function toHeaders({ run, pass, sequence }: MessageOrigin): Record<string, string> {
  return {
    [runHeader]: run,
    [sequenceHeader]: String(sequence),
    [passHeader]: `${pass.startedAt}-${pass.partitions}`,
  };
}

/** Parses the headers of a message. Returns undefined if it does not come from this producer. */
export function parseHeaders(headers: IHeaders | undefined): MessageOrigin | undefined {
  const text = (name: string): string => headers?.[name]?.toString() ?? '';
  const [, startedAt, partitions] = /^(\d{1,15})-(\d{1,9})$/.exec(text(passHeader)) ?? [];
  const run = text(runHeader);
  const sequence = text(sequenceHeader);
  if (startedAt === undefined || run === '' || !/^\d{1,15}$/.test(sequence)) return undefined;
  return { run, pass: { startedAt: Number(startedAt), partitions: Number(partitions) }, sequence: Number(sequence) };
}
