import { UserError } from '../../command-line/user-error.ts';
import type { DeadLetter } from './dead-letter.ts';
import { editValue, type EditResult } from './edit-value.ts';
import type { LetterSource } from './letter-source.ts';
import { ReplaySender } from './replay-sender.ts';
import type { Replay } from './replay-message.ts';

/** How to replay letters. */
export interface ReplayOptions {
  /** A shell command for each value. Default: the values are sent as they are. */
  readonly edit?: string | undefined;
  /** The time limit for the command, in seconds per letter. */
  readonly editTimeout: number;
  /** Whether to keep `producer_timestamp`, which is otherwise set to the time of sending. */
  readonly keepTime: boolean;
  /** Whether to send letters of which the source topic cannot tell any more whether they were replayed. */
  readonly includeExpired: boolean;
  readonly dryRun: boolean;
}

/** The number of letters by what became of them. */
export interface ReplayCounts {
  readonly sent: number;
  /** Letters that were replayed before. */
  readonly replayed: number;
  /** Letters that may have been replayed before, and were therefore skipped. */
  readonly expired: number;
  readonly failed: number;
}

/** Observes a replay. */
export interface ReplayObserver {
  /** Receives each letter that a dry run would send. */
  readonly onPreview: (replay: Replay) => void;
  /** Receives each letter that is left alone, and a sentence why. */
  readonly onFailure: (letter: DeadLetter, problem: string) => void;
  /** Called at the end, also after a failure. */
  readonly onEnd: (counts: ReplayCounts) => void;
}

/**
 * Sends letters that were not replayed yet to their source topic. The message there is the only mark that a letter was replayed, so the
 * mark is neither lost nor wrong if the process is killed.
 *
 * @throws UserError when the topic does not exist or Kafka stops responding, or the reason of `signal`.
 */
export async function replayLetters(
  letters: LetterSource,
  options: ReplayOptions,
  observer: ReplayObserver,
  signal: AbortSignal,
): Promise<void> {
  const partitionCount = await letters.countPartitions();
  if (partitionCount === undefined) {
    throw new UserError(`Topic ${letters.topic} does not exist. Create it before you replay its dead letters.`);
  }
  const stateOf = await letters.findReplays();
  const counts = { sent: 0, replayed: 0, expired: 0, failed: 0 };
  const fail = (letter: DeadLetter, problem: string): void => {
    counts.failed += 1;
    observer.onFailure(letter, problem);
  };
  const sender = new ReplaySender(
    letters,
    partitionCount,
    options.keepTime,
    {
      onSent: (count) => (counts.sent += count),
      onTooLarge: ({ letter }) =>
        fail(letter, `Kafka rejects it as too large: increase max.message.bytes of topic ${letters.topic}.`),
    },
    signal,
  );
  const preview = (replay: Replay): void => {
    counts.sent += 1;
    observer.onPreview(replay);
  };
  try {
    if (!options.dryRun) await sender.open();
    await letters.forEach(async (letter) => {
      const state = stateOf(letter.position);
      if (state === 'yes') counts.replayed += 1;
      else if (state === 'unknown' && !options.includeExpired) counts.expired += 1;
      else {
        const result = await newValue(letter, options, signal);
        if ('problem' in result) fail(letter, result.problem);
        else if (options.dryRun) preview({ letter, value: result.value });
        else await sender.add({ letter, value: result.value });
      }
    });
    await sender.flush();
  } finally {
    observer.onEnd(counts);
    await sender.close();
  }
}

async function newValue(letter: DeadLetter, options: ReplayOptions, signal: AbortSignal): Promise<EditResult> {
  const { edit, editTimeout } = options;
  if (edit !== undefined) return editValue(letter, { edit, editTimeout }, signal);
  if (letter.value !== null) return { value: letter.value };
  return { problem: 'It is a tombstone, which has no value to send. Use --edit with a command that prints one.' };
}
