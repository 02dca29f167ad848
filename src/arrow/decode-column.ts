import type { ArrowColumn } from './arrow-column.ts';
import { isPlain } from './cell-access.ts';
import { cellsOf } from './cells.ts';
import type { ValueOptions } from './value-options.ts';

/** Returns the JavaScript values of a column, in place if Arrow's memory already contains them. */
export function decodeColumn(column: ArrowColumn, options: ValueOptions): ArrayLike<unknown> {
  const { type, length, values, validity } = column;
  const inPlace = isPlain(type) || (type.typeName === 'long' && options.longs !== 'number');
  if (validity === undefined && inPlace) return values!;
  const cells = cellsOf(column, options);
  const decoded: unknown[] = [];
  for (let index = 0; index < length; index++) decoded.push(cells.at(index));
  return decoded;
}
