import { lit } from '../../../src/functions.ts';
import type { Column, DataFrame } from '../../../src/index.ts';
import type { Tables } from './tables.ts';

/** A query of TPC-H, in SQL and as DataFrame. */
export interface Query {
  readonly sql: string;
  readonly frame: (tables: Tables) => DataFrame<object>;
}

/** Returns a date literal such as `1998-09-02`. */
export const day = (text: string): Column => lit(text).cast('date');
