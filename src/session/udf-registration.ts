import type { ActionOptions } from '../client/action-options.ts';
import { registrableRequest, type AnyFunction } from '../dataframe/function-request.ts';
import type { CastValue } from '../dataframe/row-types/cast-value.ts';
import type { ReturnValue } from '../dataframe/row-types/function-values.ts';
import type { UserDefinedAggregate } from '../dataframe/udaf.ts';
import { udf, type UdfOptions, type UserDefinedFunction } from '../dataframe/udf.ts';
import type { UserDefinedTableFunction } from '../dataframe/udtf.ts';
import { registerJavaFunction } from '../plan/command.ts';
import type { DataType } from '../types/data-type.ts';
import { parseDdl } from '../execution/analyze.ts';
import { executeCommand } from '../execution/execute-command.ts';
import type { SessionContext } from '../execution/session-context.ts';

type RegistrableFunction = UserDefinedFunction<never> | UserDefinedAggregate<never> | UserDefinedTableFunction<never>;

/**
 * Registers functions of this program, and Java classes that are on the server, as functions of the session, for SQL and
 * `call_udf`.
 *
 * @example
 * ```ts
 * import { DataTypes, type SparkSession } from 'spark-connect-ts';
 *
 * const register = (spark: SparkSession) =>
 *   spark.udf.registerJavaFunction('mask', 'com.example.Mask', DataTypes.StringType);
 * ```
 */
export class UdfRegistration {
  readonly #session: SessionContext;

  /** @internal Use `SparkSession.udf`. */
  constructor(session: SessionContext) {
    this.#session = session;
  }

  /**
   * Registers a function made with {@link udf}, {@link udaf} or {@link udtf} under a name, for SQL. It takes any number of
   * arguments that the function declares. Replaces a function of that name.
   *
   * @example
   * ```ts
   * import { SparkSession } from 'spark-connect-ts';
   *
   * const spark = await SparkSession.builder.remote('sc://127.0.0.1:15002').getOrCreate();
   * await spark.udf.register(
   *   'initials',
   *   (name: string) =>
   *     name
   *       .split(' ')
   *       .map((word) => word[0])
   *       .join(''),
   *   'string',
   * );
   * console.log(await (await spark.sql("SELECT initials('Ada Lovelace') AS i")).collect()); // [{ i: 'AL' }]
   * await spark.stop();
   * ```
   */
  async register(name: string, fn: RegistrableFunction, options?: ActionOptions): Promise<void>;
  /** Makes a function of this program with {@link udf}, registers it under a name, and returns it. */
  async register<Args extends readonly unknown[], const Type extends DataType | string>(
    name: string,
    fn: (...args: Args) => ReturnValue<CastValue<Type>>,
    returnType: Type,
    options?: UdfOptions & ActionOptions,
  ): Promise<UserDefinedFunction<Args, CastValue<Type>>>;
  async register(
    name: string,
    fn: AnyFunction | RegistrableFunction,
    typeOrOptions: DataType | string | ActionOptions = {},
    options: UdfOptions & ActionOptions = {},
  ): Promise<unknown> {
    const isPlain = typeof typeOrOptions === 'string' || 'typeName' in typeOrOptions;
    const made = isPlain ? udf(fn, typeOrOptions as string, { name, ...options }) : fn;
    await this.#session.functions.register(name, registrableRequest(name, made), isPlain ? options : typeOrOptions);
    return isPlain ? made : undefined;
  }

  /**
   * Registers a class that implements one of Spark's interfaces `UDF0` to `UDF22`. The return type is a data type or a
   * SQL type name. Default: inferred from the class.
   */
  async registerJavaFunction(
    name: string,
    className: string,
    returnType?: DataType | string,
    options: ActionOptions = {},
  ): Promise<void> {
    const type = typeof returnType === 'string' ? await this.#parse(returnType, options) : returnType;
    await executeCommand(this.#session, registerJavaFunction(name, className, type, false), options);
  }

  /** Registers a class that extends Spark's `UserDefinedAggregateFunction`. */
  async registerJavaUDAF(name: string, className: string, options: ActionOptions = {}): Promise<void> {
    await executeCommand(this.#session, registerJavaFunction(name, className, undefined, true), options);
  }

  async #parse(type: string, options: ActionOptions): Promise<DataType> {
    const schema = await parseDdl(this.#session, `result ${type}`, options);
    return schema.fields[0]!.dataType;
  }
}
