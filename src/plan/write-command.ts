import type { MessageInitShape } from '@bufbuild/protobuf';
import {
  WriteOperation_SaveMode as SaveModeEnum,
  WriteOperation_SaveTable_TableSaveMethod as SaveMethod,
  WriteOperationV2_Mode as ModeV2Enum,
  type WriteOperationSchema,
} from '../../gen/spark/connect/commands_pb.ts';
import type { CommandBody } from './command.ts';
import type { Expression } from './expression.ts';
import { knownWord } from './known-word.ts';
import type { Relation } from './relation.ts';

type SaveWord = 'append' | 'overwrite' | 'error' | 'errorifexists' | 'default' | 'ignore';

/**
 * What to do if the target exists: append to it, overwrite it, fail, or ignore the write. As in Spark, letter case does
 * not matter.
 */
export type SaveMode = SaveWord | Uppercase<SaveWord> | Capitalize<SaveWord> | 'ErrorIfExists';

const saveModes: Readonly<Record<SaveWord, SaveModeEnum>> = {
  append: SaveModeEnum.APPEND,
  overwrite: SaveModeEnum.OVERWRITE,
  error: SaveModeEnum.ERROR_IF_EXISTS,
  errorifexists: SaveModeEnum.ERROR_IF_EXISTS,
  default: SaveModeEnum.ERROR_IF_EXISTS,
  ignore: SaveModeEnum.IGNORE,
};

/** @throws IllegalArgumentException when the mode is unknown. */
export function requireSaveMode(mode: SaveMode): SaveMode {
  knownWord('save mode', mode, saveModes);
  return mode;
}

export interface WriteOptions {
  readonly input: Relation;
  readonly source: string | undefined;
  readonly mode: SaveMode | undefined;
  readonly options: Readonly<Record<string, string>>;
  readonly partitionBy: readonly string[];
  readonly bucketBy: { readonly numBuckets: number; readonly columns: readonly string[] } | undefined;
  readonly sortBy: readonly string[];
  readonly target: WriteTarget | undefined;
}

export type WriteTarget =
  { readonly path: string } | { readonly table: string; readonly method: 'saveAsTable' | 'insertInto' };

export function writeOperation(write: WriteOptions): CommandBody {
  const { input, source, mode, bucketBy, target } = write;
  return {
    case: 'writeOperation',
    value: {
      input,
      ...(source !== undefined && { source }),
      mode: mode === undefined ? SaveModeEnum.ERROR_IF_EXISTS : knownWord('save mode', mode, saveModes),
      options: { ...write.options },
      partitioningColumns: [...write.partitionBy],
      sortColumnNames: [...write.sortBy],
      ...(bucketBy && { bucketBy: { numBuckets: bucketBy.numBuckets, bucketColumnNames: [...bucketBy.columns] } }),
      ...(target && { saveType: saveType(target) }),
    },
  };
}

function saveType(target: WriteTarget): MessageInitShape<typeof WriteOperationSchema>['saveType'] & object {
  if ('path' in target) return { case: 'path', value: target.path };
  const saveMethod = target.method === 'insertInto' ? SaveMethod.INSERT_INTO : SaveMethod.SAVE_AS_TABLE;
  return { case: 'table', value: { tableName: target.table, saveMethod } };
}

export type WriteV2Mode = 'create' | 'overwrite' | 'overwritePartitions' | 'append' | 'replace' | 'createOrReplace';

const modesV2: Readonly<Record<WriteV2Mode, ModeV2Enum>> = {
  create: ModeV2Enum.CREATE,
  overwrite: ModeV2Enum.OVERWRITE,
  overwritePartitions: ModeV2Enum.OVERWRITE_PARTITIONS,
  append: ModeV2Enum.APPEND,
  replace: ModeV2Enum.REPLACE,
  createOrReplace: ModeV2Enum.CREATE_OR_REPLACE,
};

export interface WriteV2Options {
  readonly input: Relation;
  readonly table: string;
  readonly provider: string | undefined;
  readonly options: Readonly<Record<string, string>>;
  readonly tableProperties: Readonly<Record<string, string>>;
  readonly partitionedBy: readonly Expression[];
}

export function writeOperationV2(
  write: WriteV2Options,
  mode: WriteV2Mode,
  overwriteCondition?: Expression,
): CommandBody {
  return {
    case: 'writeOperationV2',
    value: {
      input: write.input,
      tableName: write.table,
      ...(write.provider !== undefined && { provider: write.provider }),
      options: { ...write.options },
      tableProperties: { ...write.tableProperties },
      partitioningColumns: [...write.partitionedBy],
      mode: modesV2[mode],
      ...(overwriteCondition && { overwriteCondition }),
    },
  };
}
