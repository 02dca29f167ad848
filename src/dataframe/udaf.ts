import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { callScript } from '../plan/inline-function.ts';
import type { DataType } from '../types/data-type.ts';
import { Column, columnOrName, type ColumnOrName } from './column.ts';
import {
  argumentTypesOf,
  functionSettings,
  makeRegistrable,
  requireCount,
  returnTypeOf,
  sourceRequest,
  typeJson,
  type ColumnFunctionOptions,
  type SourceRequest,
} from './function-request.ts';
import type { CastValue } from './row-types/cast-value.ts';
import type { ArgumentColumns, ReturnValue } from './row-types/function-values.ts';

/** The functions of an aggregate. They run in several places at once, each of which has its own state. */
export interface AggregateFunctions<State, Args extends readonly unknown[], Result> {
  /** Returns the state of a group without rows. */
  readonly zero: () => State;
  /** Returns the state after another row. It may change the given state and return it. */
  readonly add: (state: State, ...values: Args) => State;
  /** Returns the state for the rows of both states. It may change the first and return it. */
  readonly merge: (state: State, other: State) => State;
  /** Returns the result for a state, which it must not change. */
  readonly finish: (state: State) => Result;
}

/** An aggregate of this program that runs in Spark. Call it with columns. */
export interface UserDefinedAggregate<Args extends readonly unknown[] = never, Result = unknown> {
  /** Returns a column that aggregates the columns. A string is the name of a column. */
  <const Columns extends readonly ColumnOrName[]>(...columns: ArgumentColumns<Columns, Args>): Column<Result>;
  /** The name in plans and errors. */
  readonly functionName: string;
  /** The type of the result. */
  readonly returnType: DataType;
}

/** Options of {@link udaf}. */
export interface UdafOptions extends ColumnFunctionOptions {
  /** The name in plans and errors. Default: `udaf`. */
  readonly name?: string;
}

/**
 * Makes functions of this program an aggregate that Spark computes, wherever `sum` or `avg` can be used: in `agg()`, over a
 * window, and in SQL after `spark.udf.register()`. The values of rows, the result, and what the functions may use are as
 * with {@link udf}. The state is any value made of plain objects, arrays, Maps, Sets and the values of rows.
 *
 * @example
 * ```ts
 * import { SparkSession, udaf } from 'spark-connect-ts';
 *
 * const geometricMean = udaf(
 *   {
 *     zero: () => ({ log: 0, count: 0 }),
 *     add: ({ log, count }, x: number | null) => (x === null ? { log, count } : { log: log + Math.log(x), count: count + 1 }),
 *     merge: (a, b) => ({ log: a.log + b.log, count: a.count + b.count }),
 *     finish: ({ log, count }) => (count === 0 ? null : Math.exp(log / count)),
 *   },
 *   'double',
 *   { name: 'geometric_mean' },
 * );
 *
 * const spark = await SparkSession.builder.remote('sc://127.0.0.1:15002').getOrCreate();
 * const growth = await spark.createDataFrame([{ factor: 2 }, { factor: 8 }]);
 * console.log(await growth.agg(geometricMean('factor').alias('mean')).collect()); // [{ mean: 4 }]
 * await spark.stop();
 * ```
 *
 * @throws IllegalArgumentException when one of the functions cannot run in Spark.
 */
export function udaf<State, Args extends readonly unknown[], const Type extends DataType | string>(
  functions: AggregateFunctions<State, Args, ReturnValue<CastValue<Type>>>,
  returnType: Type,
  options: UdafOptions = {},
): UserDefinedAggregate<Args, CastValue<Type>> {
  const functionName = options.name ?? 'udaf';
  const type = returnTypeOf(functionName, returnType);
  const settings = functionSettings('udaf', functionName, options);
  const part = (name: keyof typeof functions): SourceRequest => {
    const partName = `${functionName}.${name}`;
    if (typeof functions[name] !== 'function') {
      throw new IllegalArgumentException(
        `udaf() needs the functions zero, add, merge and finish, but ${name} is missing.`,
      );
    }
    const source = sourceRequest(partName, functions[name], options.using);
    return { ...settings, ...source, ...{ kind: 'SCALAR', name: partName } };
  };
  const parts = { zero: part('zero'), add: part('add'), merge: part('merge'), finish: part('finish') };
  // The first parameter is the state.
  const minArguments = Math.max(parts.add.minArguments - 1, 0);
  const maxArguments = parts.add.maxArguments === undefined ? undefined : Math.max(parts.add.maxArguments - 1, 0);
  const request = {
    kind: 'AGGREGATE',
    ...settings,
    parts,
    minArguments,
    maxArguments,
    argumentTypes: argumentTypesOf(options),
    type: typeJson(type),
  };
  const call = (...columns: readonly ColumnOrName[]): Column<CastValue<Type>> => {
    requireCount(functionName, minArguments, columns.length);
    return new Column(callScript(request, columns.map(columnOrName)));
  };
  return makeRegistrable(Object.assign(call, { functionName, returnType: type }), request);
}
