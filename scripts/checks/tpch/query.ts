import { lit } from '../../../src/functions.ts';
import type { Column, DataFrame } from '../../../src/index.ts';
import type { Tables } from './tables.ts';

/** One of TPC-H's questions, asked twice. */
export interface Query {
  readonly sql: string;
  readonly frame: (tables: Tables) => DataFrame<object>;
}

/** A date such as `1998-09-02`. */
export const day = (text: string): Column => lit(text).cast('date');
