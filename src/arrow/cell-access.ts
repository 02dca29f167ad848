import type { DataType } from '../types/data-type.ts';

/**
 * Makes the JavaScript value of a cell when it is asked for it, `null` for a null. Rows ask in turn for what they hold, so that there
 * are no arrays of values on the way, which the garbage collector would have to look through.
 */
export interface Cells {
  at(index: number): unknown;
}

/** Cells whose memory already holds JavaScript's values. */
export interface PlainCells extends Cells {
  readonly values: ArrayLike<number>;
  readonly validity: Uint8Array | undefined;
  /** All values, as an array of JavaScript where there are nulls among them. */
  all(): ArrayLike<number | null>;
}

/** Whether the cells of a type are plain. */
export function isPlain({ typeName }: DataType): boolean {
  switch (typeName) {
    case 'byte':
    case 'short':
    case 'integer':
    case 'float':
    case 'double':
      return true;
    default:
      return false;
  }
}
