import { Random } from '../../../jobs/transactions/random.ts';

/** The target of a kill: the consumer ("driver"), one of the two servers, or all three at once. */
export type Target = (typeof targets)[number];

/** The targets, in the order in which rounds kill them. */
export const targets = ['driver', 'spark', 'kafka', 'all'] as const;

/** What a round kills and when. The same seed gives the same plan. */
export interface KillPlan {
  readonly round: number;
  readonly target: Target;
  /** The position in the stream, from 0 (after the first window) to 1 (when the last record is sent). */
  readonly moment: number;
  /** The position in the pause between two batches, from 0 to 1, so that not every kill comes right after a batch. */
  readonly pause: number;
  readonly dataSeed: number;
}

/** Returns the plans of all rounds. The rounds kill the `chosen` targets in turn. */
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

/** Returns the number of acknowledged records before the kill: at least `first`, and with at least one batch left to send. */
export function recordsBeforeKill({ moment }: KillPlan, first: number, records: number, batchSize: number): number {
  const last = Math.max(first, records - batchSize);
  return first + Math.floor((moment * (last - first)) / batchSize) * batchSize;
}
