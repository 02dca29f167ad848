import { createHash } from 'node:crypto';
import { locationOf } from '../companion/function-location.ts';
import { functionSource, type Constants } from '../companion/function-source.ts';
import { rememberPlaces } from '../errors/function-places.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import type { DataType } from '../types/data-type.ts';
import { StructType } from '../types/struct-type.ts';

/** Options of every function of this program that runs in Spark. */
export interface FunctionOptions {
  /** The name in plans and errors. Default: the name of the function. */
  readonly name?: string;
  /** Constants that the function uses from outside, by the names of the variables. They are copied at once. */
  readonly using?: Constants;
  /** The longest time in milliseconds that one call may take. Default: 10 seconds. */
  readonly timeLimit?: number;
  /** The largest number of bytes that one call may allocate. Default: 256 MiB. */
  readonly memoryLimit?: number;
  /** Whether errors contain the arguments of the failed call. Default: true. */
  readonly showValues?: boolean;
  /**
   * The JavaScript engine in Spark. `v8` needs a server with Javet. Default: that of the setting `spark.connectTs.engine`, and
   * without it V8 for functions of rows on a server with Javet, and Rhino otherwise.
   */
  readonly engine?: FunctionEngine;
}

/** A JavaScript engine in which functions can run in Spark. */
export type FunctionEngine = 'rhino' | 'v8';

/** Options of every function that takes the values of columns. */
export interface ColumnFunctionOptions extends FunctionOptions {
  /**
   * The types that the columns must have, as data types or SQL names; undefined for an argument of any type. Spark
   * checks them before it runs the function. Default: any types.
   */
  readonly argumentTypes?: readonly (DataType | string | undefined)[];
}

/** What the companion needs to know about the text of a function. */
export interface SourceRequest {
  /** The id by which the companion reports failures. */
  readonly id: string;
  readonly source: string;
  readonly minArguments: number;
  /** Undefined if the function takes any number. */
  readonly maxArguments: number | undefined;
}

/** A function of this program, as callers may pass it. */
export type AnyFunction = (...args: never[]) => unknown;

const engines: readonly FunctionEngine[] = ['rhino', 'v8'];
const defaultTimeLimit = 10_000;
const defaultMemoryLimit = 256 * 1024 * 1024;

/** The requests with which the companion makes functions of columns, by the functions that the program calls. */
const requests = new WeakMap<object, object>();

/** Returns the name of a function in plans and errors. @throws IllegalArgumentException when it is not a function. */
export function functionNameOf(method: string, fn: unknown, { name }: FunctionOptions): string {
  if (typeof fn === 'function') return name ?? (fn.name || 'anonymous');
  throw new IllegalArgumentException(`${method}() takes a function.`);
}

/** Returns what the companion needs to know about every function. @throws IllegalArgumentException for a wrong option. */
export function functionSettings(method: string, name: string, options: FunctionOptions): object {
  return {
    name,
    timeLimit: positive(method, 'timeLimit', options.timeLimit ?? defaultTimeLimit),
    memoryLimit: positive(method, 'memoryLimit', options.memoryLimit ?? defaultMemoryLimit),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    showsValues: options.showValues ?? true,
    engine: engineOf(method, options),
  };
}

function engineOf(method: string, { engine }: FunctionOptions): FunctionEngine | undefined {
  if (engine === undefined || engines.includes(engine)) return engine;
  throw new IllegalArgumentException(
    `The option engine of ${method}() must be ${engines.join(' or ')}, not ${engine}.`,
  );
}

/** Returns the types that the arguments must have, for the companion. */
export function argumentTypesOf({ argumentTypes }: ColumnFunctionOptions): readonly (string | null)[] | undefined {
  return argumentTypes?.map((each) => (each === undefined ? null : typeJson(typeOf(each))));
}

/**
 * Returns the text of a function for the companion, and remembers where it is in the program, in case it fails.
 *
 * @throws IllegalArgumentException when the function cannot run in Spark.
 */
export function sourceRequest(name: string, fn: AnyFunction, using: Constants = {}): SourceRequest {
  const { script, minArguments, maxArguments, positionOf } = functionSource(name, fn, using);
  const id = createHash('sha256').update(script).digest('hex').slice(0, 16);
  rememberPlaces(id, (scriptLine) => {
    const position = positionOf(scriptLine);
    return position && { line: position.line + 1, location: locationOf(fn, position) };
  });
  return { id, source: script, minArguments, maxArguments };
}

/** @throws IllegalArgumentException when a function is called with too few columns. As in JavaScript, more are ignored. */
export function requireCount(name: string, minArguments: number, count: number): void {
  if (count >= minArguments) return;
  throw new IllegalArgumentException(`The function ${name} takes ${minArguments} arguments, not ${count}.`);
}

/** Makes a function known that `spark.udf.register` accepts. */
export function makeRegistrable<Callable extends object>(callable: Callable, request: object): Callable {
  requests.set(callable, request);
  return callable;
}

/** Returns the request that makes a function. @throws IllegalArgumentException when it is not one for Spark. */
export function registrableRequest(name: string, fn: unknown): object {
  const request = typeof fn === 'function' ? requests.get(fn) : undefined;
  if (request) return request;
  throw new IllegalArgumentException(`Pass the result of udf(), udaf() or udtf() to register ${name}.`);
}

/** Returns the type of a result. @throws IllegalArgumentException when a function cannot return it. */
export function returnTypeOf(name: string, type: DataType | string): DataType {
  const dataType = typeOf(type);
  if (canBeReturned(dataType)) return dataType;
  throw new IllegalArgumentException(
    `The function ${name} cannot return ${dataType.typeName}: return string or another type, and cast the column.`,
  );
}

/** Returns the schema of the rows that a function returns. @throws IllegalArgumentException when it is not valid. */
export function schemaOf(method: string, schema: StructType | string): StructType {
  const type = typeof schema === 'string' ? typeOf(`struct<${schema}>`) : schema;
  if (!(type instanceof StructType) || type.fields.length === 0) {
    throw new IllegalArgumentException(
      `${method}() needs the schema of the rows that its function returns: a StructType, or columns and types such as "id bigint, name string".`,
    );
  }
  const unsupported = type.fields.find(({ dataType }) => !canBeReturned(dataType));
  if (!unsupported) return type;
  throw new IllegalArgumentException(
    `${method}() cannot return ${unsupported.dataType.typeName}, the type of the column ${unsupported.name}: return string or another type, and cast the column.`,
  );
}

function canBeReturned({ typeName }: DataType): boolean {
  return typeName !== 'char' && typeName !== 'varchar' && typeName !== 'udt';
}

function typeOf(type: DataType | string): DataType {
  return new StructType().add('value', type).fields[0]!.dataType;
}

/** Returns a type in Spark's JSON format. */
export function typeJson(type: DataType): string {
  return JSON.stringify(new StructType().add('value', type).jsonValue().fields[0]!.type);
}

/** @throws IllegalArgumentException when the value of an option is not a positive whole number. */
export function positive(method: string, name: string, value: number): number {
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new IllegalArgumentException(
    `The option ${name} of ${method}() must be a positive whole number, not ${value}.`,
  );
}
