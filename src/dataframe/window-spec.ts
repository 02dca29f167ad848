import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { listed } from '../plan/listed.ts';
import type { Frame, FrameBoundary, WindowParts } from '../plan/window.ts';
import { columnOrName, type ColumnOrName } from './column.ts';

/** One by one, or in an array. */
type Columns = readonly ColumnOrName[] | readonly [readonly ColumnOrName[]];

const wholeTable: WindowParts = { partitionBy: [], orderBy: [], frame: undefined };

/**
 * Which rows a window function looks at for each row: those of its partition, in an order, within a frame around it.
 * A value: each method returns a new one, in which it replaces what was set before. Starts from {@link Window}.
 */
export class WindowSpec {
  /** @internal */
  readonly parts: WindowParts;

  /** @internal Comes from {@link Window}. */
  constructor(parts: WindowParts = wholeTable) {
    this.parts = Object.freeze(parts);
  }

  /** Rows with equal values in these columns belong together. */
  partitionBy(...columns: Columns): WindowSpec {
    return new WindowSpec({ ...this.parts, partitionBy: listed(columns as readonly ColumnOrName[]).map(columnOrName) });
  }

  /** The order within a partition. With it, and without a frame, the frame goes up to the current row and its equals. */
  orderBy(...columns: Columns): WindowSpec {
    return new WindowSpec({ ...this.parts, orderBy: listed(columns as readonly ColumnOrName[]).map(columnOrName) });
  }

  /**
   * A frame in rows before (negative) or after the current one, both ends included. As in PySpark, the least and the greatest long, and
   * JavaScript's least and greatest safe integer, mean the first and the last row of the partition.
   */
  rowsBetween(start: FrameBoundary, end: FrameBoundary): WindowSpec {
    return this.#framed({ type: 'rows', lower: unbounded(start), upper: unbounded(end) });
  }

  /** A frame in differences of the one ordering column, such as all rows whose value is at most 10 less; unbounded as in {@link rowsBetween}. */
  rangeBetween(start: FrameBoundary, end: FrameBoundary): WindowSpec {
    return this.#framed({ type: 'range', lower: unbounded(start), upper: unbounded(end) });
  }

  #framed(frame: Frame): WindowSpec {
    const method = `${frame.type}Between`;
    requireOffset(method, frame, frame.lower);
    requireOffset(method, frame, frame.upper);
    if (frame.lower > frame.upper) {
      throw new IllegalArgumentException(`${method}() takes a start that is not after its end, not ${text(frame)}.`);
    }
    return new WindowSpec({ ...this.parts, frame });
  }
}

/**
 * Where windows start.
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

/** PySpark's thresholds, beyond which a frame has no end; a number that is no safe integer stands for them too. */
const leastOffset = -(2n ** 63n) + 1n;
const greatestOffset = 2n ** 63n - 1n;

function unbounded(value: FrameBoundary): FrameBoundary {
  const [least, greatest] =
    typeof value === 'bigint' ? [leastOffset, greatestOffset] : [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];
  if (value <= least) return -Infinity;
  return value >= greatest ? Infinity : value;
}

function requireOffset(method: string, { type }: Frame, value: FrameBoundary): void {
  if (value === Infinity || value === -Infinity) return;
  const bits = type === 'rows' ? 32 : 64;
  const isWhole = typeof value === 'bigint' || Number.isSafeInteger(value);
  if (isWhole && BigInt.asIntN(bits, BigInt(value)) === BigInt(value)) return;
  throw new IllegalArgumentException(`${method}() takes whole numbers of ${bits} bits, not ${value}.`);
}

function text({ lower, upper }: Frame): string {
  return `${lower} and ${upper}`;
}
