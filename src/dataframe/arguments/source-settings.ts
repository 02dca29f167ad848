import type { ReadOptions, RelationBody } from '../../plan/relation.ts';
import { StructType } from '../../types/struct-type.ts';
import type { Names } from '../row-types/column-names.ts';
import type { DataFrame } from '../data-frame.ts';

/** The settings of a reader so far. */
export interface SourceSettings {
  readonly format: string | undefined;
  readonly schema: StructType | string | undefined;
  readonly options: Readonly<Record<string, string>>;
}

export const nothingSet: SourceSettings = { format: undefined, schema: undefined, options: {} };

/** Creates a DataFrame from a new relation. */
export type ToDataFrame = <T extends object, N extends Names>(body: RelationBody) => DataFrame<T, N>;

export function readOptions({ schema, ...settings }: SourceSettings): Omit<ReadOptions, 'isStreaming'> {
  return { ...settings, schema: schema instanceof StructType ? schema.json() : schema };
}
