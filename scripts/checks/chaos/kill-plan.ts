import { Random } from '../../../jobs/transactions/random.ts';

/**
 * The target of a round: the producer, the consumer ("driver"), one of the two servers, everything at once, or the connections of
 * the jobs and of Spark, which are cut.
 */
export type Target = (typeof targets)[number];

/** The targets, in the order in which rounds take them. */
export const targets = ['driver', 'producer', 'spark', 'kafka', 'connections', 'all'] as const;

/** What a round kills or cuts and when. The same seed gives the same plan. */
export interface KillPlan {
  readonly round: number;
  readonly target: Target;
  /** The position in the stream, from 0 (after the first window) to 1 (when the last record is sent). */
  readonly moment: number;
  /** The position in the pause between two batches, from 0 to 1, so that not every kill comes right after a batch. */
  readonly pause: number;
  readonly dataSeed: number;
  /** The seed of the injected faults. */
  readonly faultSeed: number;
}

/** Returns the plans of all rounds. The rounds take the `chosen` targets in turn. */
export function planKills(rounds: number, seed: number, chosen: readonly Target[] = targets): KillPlan[] {
  return Array.from({ length: rounds }, (_, index) => {
    const random = Random.of(seed, 'chaos', index);
    return {
      round: index + 1,
      target: chosen[index % chosen.length]!,
      moment: random.fraction(),
      pause: random.fraction(),
      dataSeed: random.integer(0, 2 ** 31),
      faultSeed: random.integer(0, 2 ** 31),
    };
  });
}

/** Returns the number of acknowledged records before the kill: at least `first`, and with at least one batch left to send. */
export function recordsBeforeKill({ moment }: KillPlan, first: number, records: number, batchSize: number): number {
  const last = Math.max(first, records - batchSize);
  return first + Math.floor((moment * (last - first)) / batchSize) * batchSize;
}
