import { Random } from '../transactions/random.ts';
import { faultKinds, type FaultKind, type FaultShares } from './fault-shares.ts';
import { damages } from './message-damage.ts';
import type { Fault, MessagePlan, PlannedMessage } from './planned-message.ts';

/** By how many seconds late messages are too old: more than the watermark of the consumer and a window. */
const lateSeconds = { min: 60, max: 120 } as const;
const futureSeconds = 3600;

/** By how much messages are out of order: places in the sequence, and seconds, which are fewer than those of the watermark. */
const displacedPlaces = { min: 1, max: 5 } as const;
const displacedSeconds = { min: 1, max: 5 } as const;

/** The maximum number of messages between a message and its duplicate. */
const maxDuplicateDistance = 50;

/** A message that waits for its place. */
interface Waiting {
  /** The sequence number that the message gets, or a later one if it is taken. */
  readonly due: number;
  readonly message: Omit<PlannedMessage, 'sequence'>;
}

/**
 * Returns a plan that gives transactions faults, drawn from a seed. The fault of a transaction depends only on the seed and its
 * index, so the same seed gives the same sequence of messages. At most some fifty messages wait in memory.
 */
export function injectFaults(shares: FaultShares, seed: number): MessagePlan {
  let index = 0;
  let sequence = 0;
  let malformed = 0;
  const waiting: Waiting[] = [];

  const wait = (distance: number, message: Waiting['message']): void => {
    const due = sequence + distance;
    const place = waiting.findIndex((other) => other.due > due);
    waiting.splice(place < 0 ? waiting.length : place, 0, { due, message });
  };
  const take = (isDue: (due: number) => boolean): readonly PlannedMessage[] => {
    const taken: PlannedMessage[] = [];
    while (waiting[0] !== undefined && isDue(waiting[0].due))
      taken.push({ sequence: sequence++, ...waiting.shift()!.message });
    return taken;
  };

  return {
    add(transaction) {
      const random = Random.of(seed, 'fault', index++);
      const kind = drawKind(shares, random.fraction());
      if (kind === 'out-of-order') {
        const fault: Fault = { kind, shiftSeconds: -draw(random, displacedSeconds) };
        wait(draw(random, displacedPlaces), { transaction, fault });
        return take((due) => due <= sequence);
      }
      const isRepeated = kind === 'duplicate';
      if (isRepeated) {
        const distance = random.integer(1, maxDuplicateDistance);
        wait(distance, { transaction, fault: { kind, original: sequence } });
      }
      const fault = kind === 'malformed' ? damage(malformed++) : shift(kind, random);
      const message = { sequence: sequence++, transaction, ...(fault && { fault }), ...(isRepeated && { isRepeated }) };
      return [message, ...take((due) => due <= sequence)];
    },
    end: () => take(() => true),
    get waiting() {
      return waiting.length;
    },
  };
}

function drawKind(shares: FaultShares, fraction: number): FaultKind | undefined {
  let bound = 0;
  return faultKinds.find((kind) => fraction < (bound += shares[kind]));
}

function damage(count: number): Fault {
  return { kind: 'malformed', damage: damages[count % damages.length]! };
}

function shift(kind: FaultKind | undefined, random: Random): Fault | undefined {
  if (kind === 'late') return { kind, shiftSeconds: -draw(random, lateSeconds) };
  if (kind === 'future') return { kind, shiftSeconds: futureSeconds };
  return undefined;
}

function draw(random: Random, { min, max }: { readonly min: number; readonly max: number }): number {
  return random.integer(min, max);
}
