import type { ActionOptions } from '../client/action-options.ts';
import { registerJavaFunction } from '../plan/command.ts';
import type { DataType } from '../types/data-type.ts';
import { parseDdl } from '../execution/analyze.ts';
import { executeCommand } from '../execution/execute-command.ts';
import type { SessionContext } from '../execution/session-context.ts';

/**
 * Registers Java classes as functions of the session, for SQL and `call_udf`. The classes must be on the server.
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
