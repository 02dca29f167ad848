import type { Batches, BatchWatermarks, ModelBatch, ModelEvent } from './watermark-model.ts';

/** A pair of joined events; `right` is undefined for a left event without a partner. */
export interface Pair {
  readonly left: ModelEvent;
  readonly right: ModelEvent | undefined;
}

/** The join condition: equal keys, and a right event at the time of the left one or up to `within` milliseconds later. */
export interface TimeJoin {
  readonly within: number;
  readonly how: 'inner' | 'left_outer';
}

/**
 * Joins two streams batch by batch. A left event is remembered until the watermark passes the latest possible time of a partner,
 * a right event until the watermark passes its own time. A left outer join then writes the left events without a partner.
 */
export function joinStreams(
  left: Batches,
  right: Batches,
  watermarks: readonly BatchWatermarks[],
  { within, how }: TimeJoin,
): readonly ModelBatch<Pair>[] {
  let lefts: readonly ModelEvent[] = [];
  let rights: readonly ModelEvent[] = [];
  const matched = new Set<ModelEvent>();
  return watermarks.map(({ late, complete }, index) => {
    const arrived = { left: left[index] ?? [], right: right[index] ?? [] };
    const newLefts = arrived.left.filter(({ time }) => time > late);
    const newRights = arrived.right.filter(({ time }) => time > late);
    const pairs = [...pairUp(newLefts, [...rights, ...newRights], within), ...pairUp(lefts, newRights, within)];
    for (const pair of pairs) matched.add(pair.left);

    const known = [...lefts, ...newLefts];
    const isOpen = ({ time }: ModelEvent): boolean => time + within >= complete;
    const alone = known.filter((event) => how === 'left_outer' && !isOpen(event) && !matched.has(event));
    lefts = known.filter(isOpen);
    rights = [...rights, ...newRights].filter(({ time }) => time >= complete);
    return {
      rows: [...pairs, ...alone.map((event) => ({ left: event, right: undefined }))],
      watermark: complete,
      dropped: arrived.left.length - newLefts.length + arrived.right.length - newRights.length,
      total: lefts.length + rights.length,
    };
  });
}

function pairUp(lefts: readonly ModelEvent[], rights: readonly ModelEvent[], within: number): readonly Pair[] {
  return lefts.flatMap((left) =>
    rights
      .filter(({ key, time }) => key === left.key && time >= left.time && time <= left.time + within)
      .map((right) => ({ left, right })),
  );
}
