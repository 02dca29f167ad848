import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import type { StructField, StructType } from '../types/struct-type.ts';

/** A row that is new or replaces the previous row of its key. */
export interface KeyedRow<R> {
  /** The values of the key columns as a string, which is equal for equal values. */
  readonly key: string;
  readonly row: R;
}

/** @throws IllegalArgumentException always. */
export function noKey(sink: string): never {
  throw new IllegalArgumentException(`Upserts need a key: name its columns in ${sink}({ key }).`);
}

/**
 * Returns the fields of a key in the order of the key.
 *
 * @throws IllegalArgumentException when it is empty or has an unknown column.
 */
export function keyFields(schema: StructType, key: readonly string[]): StructField[] {
  if (key.length === 0) throw new IllegalArgumentException('A key needs at least one column.');
  return key.map((name) => {
    const field = schema.fields.find((each) => each.name === name);
    if (field) return field;
    throw new IllegalArgumentException(
      `The key column ${JSON.stringify(name)} does not exist; the columns of the rows are ${schema.fieldNames.join(', ')}.`,
    );
  });
}
