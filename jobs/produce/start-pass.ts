import type { Kafka } from 'kafkajs';
import { UserError } from '../../command-line/user-error.ts';
import { findPass, type ReadValue } from './find-pass.ts';
import type { ProduceOptions } from './produce-options.ts';
import type { Pass } from './producer-headers.ts';

/**
 * The maximum difference between the sequence numbers of two messages in a request. All messages that precede the last stored one
 * by more have been acknowledged.
 */
export const maxRequestSpan = 10_000;

/** The default of `--look-back`. */
export const defaultLookBack = 100_000;

/** A pass to send or to continue. */
export interface PassToSend {
  readonly pass: Pass;
  /** Returns whether a partition holds a message already. */
  readonly isStored: (sequence: number, partition: number) => boolean;
  readonly readStored: ReadValue | undefined;
  readonly close: () => Promise<void>;
}

/** Begins a pass that sends all messages. */
export function newPass(partitions: number): PassToSend {
  return {
    pass: { startedAt: Date.now(), partitions },
    isStored: () => false,
    readStored: undefined,
    close: () => Promise.resolve(),
  };
}

/**
 * Continues the latest pass of a run that the topic holds, or begins one if the topic holds no messages of any run.
 *
 * @throws UserError when the topic holds messages of other runs only, or when those of the run are too far back.
 */
export async function continuePass(
  kafka: Kafka,
  run: string,
  partitions: number,
  { topic, lookBack = defaultLookBack, dataFile }: ProduceOptions,
  { signal, onNotice }: { readonly signal: AbortSignal; readonly onNotice?: (sentence: string) => void },
): Promise<PassToSend> {
  const { found, otherRun, close } = await findPass(kafka, { topic, run, lookBack }, signal);
  if (found) {
    onNotice?.(`Resuming run ${run}: topic ${topic} holds messages of it up to number ${found.highest + 1}.`);
    const { pass, last, highest, readValue } = found;
    const isStored = (sequence: number, partition: number): boolean =>
      sequence <= Math.max(last[partition] ?? -1, highest - maxRequestSpan);
    return { pass, isStored, readStored: readValue, close };
  }
  await close();
  if (otherRun !== undefined) {
    throw new UserError(
      `Topic ${topic} holds no messages of run ${run}, but of other runs, such as ${otherRun}. A run is determined by the contents of ${dataFile}, ` +
        '--schema, --skip-records, --inject and --seed: repeat those of the interrupted command, or omit --resume to send the run from the start.',
    );
  }
  onNotice?.(`Topic ${topic} holds no messages of run ${run} yet: sending it from the start.`);
  return newPass(partitions);
}
