import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import type { StructField, StructType } from '../types/struct-type.ts';

/** A row that is new or replaces the one of its key. */
export interface KeyedRow<R> {
  /** The key columns as text, the same for the same values. */
  readonly key: string;
  readonly row: R;
}

/** @throws IllegalArgumentException always. */
export function noKey(sink: string): never {
  throw new IllegalArgumentException(`Upserts need a key: name its columns in ${sink}({ key }).`);
}

/** The fields of a key in its order. @throws IllegalArgumentException when there is none, or a name is no column. */
export function keyFields(schema: StructType, key: readonly string[]): StructField[] {
  if (key.length === 0) throw new IllegalArgumentException('A key has one column at least.');
  return key.map((name) => {
    const field = schema.fields.find((each) => each.name === name);
    if (field) return field;
    throw new IllegalArgumentException(
      `The key column ${JSON.stringify(name)} is no column of the rows, which have ${schema.fieldNames.join(', ')}.`,
    );
  });
}
