import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { listed } from '../plan/listed.ts';
import type { Frame, FrameBoundary, WindowParts } from '../plan/window.ts';
import { columnOrName, type ColumnOrName } from './column.ts';

/** Columns, one by one or in an array. */
type Columns = readonly ColumnOrName[] | readonly [readonly ColumnOrName[]];

const wholeTable: WindowParts = { partitionBy: [], orderBy: [], frame: undefined };

/**
 * Defines the rows that a window function sees for each row: its partition, the order within it, and a frame around the
 * current row. Immutable: each method returns a new specification, in which it replaces the earlier setting. Start with
 * {@link Window}.
 */
export class WindowSpec {
  /** @internal */
  readonly parts: WindowParts;

  /** @internal Use {@link Window}. */
  constructor(parts: WindowParts = wholeTable) {
    this.parts = Object.freeze(parts);
  }

  /** Sets the partitioning columns. Rows with equal values in these columns form a partition. */
  partitionBy(...columns: Columns): WindowSpec {
    return new WindowSpec({ ...this.parts, partitionBy: listed(columns as readonly ColumnOrName[]).map(columnOrName) });
  }

  /**
   * Sets the order within a partition. With an order but no frame, the frame runs from the first row of the partition
   * to the current row and its ties.
   */
  orderBy(...columns: Columns): WindowSpec {
    return new WindowSpec({ ...this.parts, orderBy: listed(columns as readonly ColumnOrName[]).map(columnOrName) });
  }

  /**
   * Sets a frame as row offsets from the current row, negative for earlier rows; both ends are inclusive. As in
   * PySpark, the minimum and maximum long, and JavaScript's minimum and maximum safe integer, mean the first and the
   * last row of the partition.
   */
  rowsBetween(start: FrameBoundary, end: FrameBoundary): WindowSpec {
    return this.#framed({ type: 'rows', lower: unbounded(start), upper: unbounded(end) });
  }

  /**
   * Sets a frame as offsets from the value of the single ordering column, such as all rows whose value is at most 10
   * less. For unbounded ends, see {@link rowsBetween}.
   */
  rangeBetween(start: FrameBoundary, end: FrameBoundary): WindowSpec {
    return this.#framed({ type: 'range', lower: unbounded(start), upper: unbounded(end) });
  }

  #framed(frame: Frame): WindowSpec {
    const method = `${frame.type}Between`;
    requireOffset(method, frame, frame.lower);
    requireOffset(method, frame, frame.upper);
    if (frame.lower > frame.upper) {
      throw new IllegalArgumentException(`${method}() needs a start that is not after its end, not ${text(frame)}.`);
    }
    return new WindowSpec({ ...this.parts, frame });
  }
}

/**
 * The entry point for window specifications.
 *
 * @example
 * ```ts
 * import { Window } from 'spark-connect-ts';
 * import { sum } from 'spark-connect-ts/functions';
 *
 * const untilNow = Window.partitionBy('customer').orderBy('time').rowsBetween(Window.unboundedPreceding, Window.currentRow);
 * const total = sum('amount').over(untilNow);
 * ```
 */
export const Window: {
  /** The first row of the partition. */
  readonly unboundedPreceding: number;
  /** The last row of the partition. */
  readonly unboundedFollowing: number;
  readonly currentRow: number;
  partitionBy(...columns: Columns): WindowSpec;
  orderBy(...columns: Columns): WindowSpec;
  rowsBetween(start: FrameBoundary, end: FrameBoundary): WindowSpec;
  rangeBetween(start: FrameBoundary, end: FrameBoundary): WindowSpec;
} = Object.freeze({
  unboundedPreceding: -Infinity,
  unboundedFollowing: Infinity,
  currentRow: 0,
  partitionBy: (...columns) => new WindowSpec().partitionBy(...columns),
  orderBy: (...columns) => new WindowSpec().orderBy(...columns),
  rowsBetween: (start, end) => new WindowSpec().rowsBetween(start, end),
  rangeBetween: (start, end) => new WindowSpec().rangeBetween(start, end),
});

/**
 * PySpark's thresholds, at which an end of the frame becomes unbounded. For numbers, the bounds of safe integers serve
 * the same purpose.
 */
const minOffset = -(2n ** 63n) + 1n;
const maxOffset = 2n ** 63n - 1n;

function unbounded(value: FrameBoundary): FrameBoundary {
  const [min, max] =
    typeof value === 'bigint' ? [minOffset, maxOffset] : [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];
  if (value <= min) return -Infinity;
  return value >= max ? Infinity : value;
}

function requireOffset(method: string, { type }: Frame, value: FrameBoundary): void {
  if (value === Infinity || value === -Infinity) return;
  const bits = type === 'rows' ? 32 : 64;
  const isWhole = typeof value === 'bigint' || Number.isSafeInteger(value);
  if (isWhole && BigInt.asIntN(bits, BigInt(value)) === BigInt(value)) return;
  throw new IllegalArgumentException(`${method}() needs ${bits}-bit integers, not ${value}.`);
}

function text({ lower, upper }: Frame): string {
  return `${lower} and ${upper}`;
}
