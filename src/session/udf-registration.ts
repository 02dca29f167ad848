import type { ActionOptions } from '../client/action-options.ts';
import { registerJavaFunction } from '../plan/command.ts';
import type { DataType } from '../types/data-type.ts';
import { parseDdl } from '../execution/analyze.ts';
import { executeCommand } from '../execution/execute-command.ts';
import type { SessionContext } from '../execution/session-context.ts';

/**
 * Makes Java classes known to the session as functions, for SQL and for `call_udf`. The classes have to be on the server.
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

  /** @internal Comes from `SparkSession.udf`. */
  constructor(session: SessionContext) {
    this.#session = session;
  }

  /** A class that implements one of Spark's `UDF0` to `UDF22`; the type of its result, also in SQL's words, is found out unless given. */
  async registerJavaFunction(
    name: string,
    className: string,
    returnType?: DataType | string,
    options: ActionOptions = {},
  ): Promise<void> {
    const type = typeof returnType === 'string' ? await this.#parse(returnType, options) : returnType;
    await executeCommand(this.#session, registerJavaFunction(name, className, type, false), options);
  }

  /** A class that extends Spark's `UserDefinedAggregateFunction`. */
  async registerJavaUDAF(name: string, className: string, options: ActionOptions = {}): Promise<void> {
    await executeCommand(this.#session, registerJavaFunction(name, className, undefined, true), options);
  }

  async #parse(type: string, options: ActionOptions): Promise<DataType> {
    const schema = await parseDdl(this.#session, `result ${type}`, options);
    return schema.fields[0]!.dataType;
  }
}
