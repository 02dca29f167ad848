import { callFunction } from '../../plan/expression.ts';
import { Column, columnOrName, type ColumnOrName } from '../column.ts';

/** Calls one of Spark's functions; strings among the arguments are names of columns. */
export function call(name: string, ...args: readonly ColumnOrName[]): Column {
  return new Column(callFunction(name, args.map(columnOrName)));
}

/** The same over the distinct values only. */
export function callDistinct(name: string, ...args: readonly ColumnOrName[]): Column {
  return new Column(callFunction(name, args.map(columnOrName), true));
}
