/** Options for converting Spark values to JavaScript values. */
export interface ValueOptions {
  /**
   * JavaScript type of Spark's `bigint`. `number` is easier to compute with, but a value beyond ±(2^53 − 1) is
   * rejected, because a number cannot represent it exactly. Default: `bigint`.
   */
  readonly longs?: 'bigint' | 'number' | undefined;
  /**
   * Form of rows and of the structs in them: objects keyed by column name, or arrays of values in the order of the
   * schema. With arrays, several columns may have the same name. Default: `objects`.
   */
  readonly rows?: 'objects' | 'arrays' | undefined;
}
