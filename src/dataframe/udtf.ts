import { callScript } from '../plan/inline-function.ts';
import type { StructField, StructType } from '../types/struct-type.ts';
import { Column, columnOrName, type ColumnOrName } from './column.ts';
import {
  argumentTypesOf,
  functionNameOf,
  functionSettings,
  makeRegistrable,
  requireCount,
  schemaOf,
  sourceRequest,
  type ColumnFunctionOptions,
} from './function-request.ts';
import type { ArgumentColumns } from './row-types/function-values.ts';
import type { ReturnedRow } from './row-types/returned-row.ts';

/** A table function of this program that runs in Spark. Call it with columns. */
export interface UserDefinedTableFunction<Args extends readonly unknown[] = never> {
  /** Returns the rows of the function for each row, as columns to select, like `explode`. */
  <const Columns extends readonly ColumnOrName[]>(...columns: ArgumentColumns<Columns, Args>): Column;
  /** The name in plans and errors. */
  readonly functionName: string;
  /** The columns of the rows. */
  readonly returnType: StructType;
}

/**
 * Makes a function of this program a table function: for each row, Spark calls it and takes the rows that it returns or
 * yields. Use it in `select()` like `explode`, and in SQL after `spark.udf.register()`: `SELECT id, f(text) FROM t`,
 * `SELECT * FROM f('some text')`, `SELECT * FROM t, LATERAL f(t.text)`. Otherwise, it is as with {@link udf}.
 *
 * @example
 * ```ts
 * import { SparkSession, udtf } from 'spark-connect-ts';
 *
 * const words = udtf(function* (text: string) {
 *   for (const [index, word] of text.split(' ').entries()) yield { index, word };
 * }, 'index int, word string');
 *
 * const spark = await SparkSession.builder.remote('sc://127.0.0.1:15002').getOrCreate();
 * const lines = await spark.createDataFrame([{ line: 'to be or' }, { line: 'not' }]);
 * await lines.select('line', words('line')).show();
 * await spark.stop();
 * ```
 *
 * @throws IllegalArgumentException when the function cannot run in Spark, or when the schema is not valid.
 */
export function udtf<Args extends readonly unknown[], F extends StructField>(
  fn: (...args: Args) => Iterable<ReturnedRow<F>>,
  schema: StructType<F> | string,
  options: ColumnFunctionOptions = {},
): UserDefinedTableFunction<Args> {
  const functionName = functionNameOf('udtf', fn, options);
  const returnType = schemaOf('udtf', schema);
  const source = sourceRequest(functionName, fn, options.using);
  const request = {
    kind: 'TABLE',
    ...functionSettings('udtf', functionName, options),
    ...source,
    argumentTypes: argumentTypesOf(options),
    type: returnType.json(),
  };
  const call = (...columns: readonly ColumnOrName[]): Column => {
    requireCount(functionName, source.minArguments, columns.length);
    return new Column(callScript(request, columns.map(columnOrName)));
  };
  return makeRegistrable(Object.assign(call, { functionName, returnType }), request);
}
