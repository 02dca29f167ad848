/** How values become JavaScript's. */
export interface ValueOptions {
  /**
   * What a `bigint` of Spark becomes. `number` is easier to compute with; a value it does not hold exactly, beyond ±(2^53 − 1), rejects.
   * Default: `bigint`.
   */
  readonly longs?: 'bigint' | 'number' | undefined;
  /**
   * What rows, and the structs in them, are: objects by the names of the columns, or arrays of their values in the order of the schema, in
   * which several columns may have one name. Default: `objects`.
   */
  readonly rows?: 'objects' | 'arrays' | undefined;
}
