import { callScript } from '../plan/inline-function.ts';
import type { DataType } from '../types/data-type.ts';
import { Column, columnOrName, type ColumnOrName } from './column.ts';
import {
  argumentTypesOf,
  functionNameOf,
  functionSettings,
  makeRegistrable,
  requireCount,
  returnTypeOf,
  sourceRequest,
  typeJson,
  type ColumnFunctionOptions,
} from './function-request.ts';
import type { CastValue } from './row-types/cast-value.ts';
import type { ArgumentColumns, CallValue, ReturnValue } from './row-types/function-values.ts';

/** Options of {@link udf}. */
export interface UdfOptions extends ColumnFunctionOptions {
  /** Whether the function returns the same value for the same arguments, so that Spark may call it again. Default: true. */
  readonly deterministic?: boolean;
  /** Whether the function may return null. Default: true. */
  readonly nullable?: boolean;
}

/** A function of this program that runs in Spark. Call it with columns. */
export interface UserDefinedFunction<Args extends readonly unknown[] = never, Result = unknown> {
  /** Returns a column that calls the function. A string is the name of a column. */
  <const Columns extends readonly ColumnOrName[]>(
    ...columns: ArgumentColumns<Columns, Args>
  ): Column<CallValue<Result, Args, Columns>>;
  /** The name in plans and errors. */
  readonly functionName: string;
  /** The type of the result. */
  readonly returnType: DataType;
}

/**
 * Makes a function of this program a function that Spark runs, row by row. Its arguments are the values that `collect()`
 * returns for the columns, so NULL is null and a bigint column has bigints. Its result must be a value of the return
 * type, which is a data type or its SQL name.
 *
 * Only the source text of the function is sent: it runs in a JavaScript engine inside Spark, without Node's modules, and
 * must not use variables from outside. Pass constants with the option `using`.
 *
 * The first action that uses a function uploads a jar to the session. Requires the package `@babel/standalone`.
 *
 * @example
 * ```ts
 * import { SparkSession, udf } from 'spark-connect-ts';
 * import { col } from 'spark-connect-ts/functions';
 *
 * const rate = 1.25;
 * const gross = udf((net: number | null) => (net === null ? null : net * rate), 'double', { using: { rate } });
 *
 * const spark = await SparkSession.builder.remote('sc://127.0.0.1:15002').getOrCreate();
 * const prices = await spark.createDataFrame([{ net: 10 }, { net: 20 }]);
 * console.log(await prices.select(gross(col('net')).alias('gross')).collect()); // [{ gross: 12.5 }, …
 * await spark.stop();
 * ```
 *
 * @throws IllegalArgumentException when the function cannot run in Spark, for example because it is asynchronous or uses
 * a variable from outside.
 */
export function udf<Args extends readonly unknown[], const Type extends DataType | string>(
  fn: (...args: Args) => ReturnValue<CastValue<Type>>,
  returnType: Type,
  options: UdfOptions = {},
): UserDefinedFunction<Args, CastValue<Type>> {
  const functionName = functionNameOf('udf', fn, options);
  const type = returnTypeOf(functionName, returnType);
  const source = sourceRequest(functionName, fn, options.using);
  const request = {
    kind: 'SCALAR',
    ...functionSettings('udf', functionName, options),
    ...source,
    argumentTypes: argumentTypesOf(options),
    type: typeJson(type),
    nullable: options.nullable ?? true,
    deterministic: options.deterministic ?? true,
  };
  const call = <const Columns extends readonly ColumnOrName[]>(
    ...columns: ArgumentColumns<Columns, Args>
  ): Column<CallValue<CastValue<Type>, Args, Columns>> => {
    requireCount(functionName, source.minArguments, columns.length);
    return new Column(callScript(request, columns.map(columnOrName)));
  };
  return makeRegistrable(Object.assign(call, { functionName, returnType: type }), request);
}
