import { Random } from '../../../jobs/transactions/random.ts';

/** What a round kills: the consumer, one of the two servers, or all three at once. */
export type Target = (typeof targets)[number];

/** In the order of the rounds. */
export const targets = ['driver', 'spark', 'kafka', 'all'] as const;

/** When and what a round kills; the same for the same seed. */
export interface KillPlan {
  readonly round: number;
  readonly target: Target;
  /** From 0, when the stream runs after the first window, up to 1, when the last record is sent. */
  readonly moment: number;
  /** How far the pause between two batches has gone, from 0 to 1, so that not every kill comes right after a batch. */
  readonly pause: number;
  readonly dataSeed: number;
}

/** The plans of all rounds. `chosen` are the targets that take turns. */
export function planKills(rounds: number, seed: number, chosen: readonly Target[] = targets): KillPlan[] {
  return Array.from({ length: rounds }, (_, index) => {
    const random = Random.of(seed, 'chaos', index);
    return {
      round: index + 1,
      target: chosen[index % chosen.length]!,
      moment: random.fraction(),
      pause: random.fraction(),
      dataSeed: random.integer(0, 2 ** 31),
    };
  });
}

/** How many records have to be acknowledged before the kill: `first` at least, and a batch at least is left to send. */
export function recordsBeforeKill({ moment }: KillPlan, first: number, records: number, batchSize: number): number {
  const last = Math.max(first, records - batchSize);
  return first + Math.floor((moment * (last - first)) / batchSize) * batchSize;
}
