import type { DataType } from '../types/data-type.ts';

/**
 * Creates the JavaScript value of a cell on demand, `null` for a null. Rows request their values one by one, which
 * avoids intermediate arrays of values for the garbage collector to scan.
 */
export interface Cells {
  at(index: number): unknown;
}

/** Cells whose memory already contains JavaScript numbers. */
export interface PlainCells extends Cells {
  readonly values: ArrayLike<number>;
  readonly validity: Uint8Array | undefined;
  /** Returns all values, as an Array if some of them are null. */
  all(): ArrayLike<number | null>;
}

/** Returns whether the cells of a type are plain. */
export function isPlain({ typeName }: DataType): boolean {
  switch (typeName) {
    case 'byte':
    case 'short':
    case 'integer':
    case 'float':
    case 'double':
      return true;
    case 'array':
    case 'binary':
    case 'boolean':
    case 'char':
    case 'date':
    case 'day_time_interval':
    case 'decimal':
    case 'interval':
    case 'long':
    case 'map':
    case 'string':
    case 'struct':
    case 'timestamp_ntz':
    case 'timestamp':
    case 'udt':
    case 'varchar':
    case 'void':
    case 'year_month_interval':
    default:
      return false;
  }
}
