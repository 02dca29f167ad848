import type { ActionOptions } from '../client/action-options.ts';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import { catalog, type CatalogOperation, type CatalogValue } from '../plan/catalog.ts';
import { readTable } from '../plan/relation.ts';
import type { Row } from '../types/row.ts';
import { toProto } from '../types/data-type-proto.ts';
import type { StructType } from '../types/struct-type.ts';
import type { CatalogColumn, CatalogFunction, CatalogMetadata, Database, Table } from './catalog-entries.ts';
import { executeRows } from '../execution/execute-rows.ts';
import { DataFrame } from './data-frame.ts';
import { optionTexts, type Options } from '../plan/options.ts';
import type { SessionContext } from '../execution/session-context.ts';
import { storageLevelOf, type StorageLevel, type StorageLevelName } from './storage-level.ts';

/** How a new table is stored. */
export interface CreateTableOptions extends ActionOptions {
  /** Where its files are; without it Spark keeps them, and deletes them with the table. */
  readonly path?: string;
  /** The format, what `spark.sql.sources.default` says unless given. */
  readonly source?: string;
  /** The columns; found out from the files unless given. */
  readonly schema?: StructType;
  readonly description?: string;
  /** Options of the format. */
  readonly options?: Options;
}

/**
 * Databases, tables, functions and columns, `spark.catalog`. Names may be qualified, as in `db.table`.
 *
 * @example
 * ```ts
 * import type { SparkSession } from 'spark-connect-ts';
 *
 * const tables = async (spark: SparkSession) => (await spark.catalog.listTables()).map(({ name }) => name);
 * ```
 */
export class Catalog {
  readonly #session: SessionContext;

  /** @internal Comes from `SparkSession.catalog`. */
  constructor(session: SessionContext) {
    this.#session = session;
  }

  /** The catalog that names without one belong to. */
  async currentCatalog(options: ActionOptions = {}): Promise<string> {
    return this.#value('currentCatalog', {}, options);
  }

  /** Names without a catalog belong to this one from now on. */
  async setCurrentCatalog(catalogName: string, options: ActionOptions = {}): Promise<void> {
    await this.#run('setCurrentCatalog', { catalogName }, options);
  }

  /** All catalogs, or those whose names match a pattern such as `spark*`. */
  async listCatalogs(pattern?: string, options: ActionOptions = {}): Promise<CatalogMetadata[]> {
    return this.#run('listCatalogs', given({ pattern }), options);
  }

  /** The database that names without one belong to. */
  async currentDatabase(options: ActionOptions = {}): Promise<string> {
    return this.#value('currentDatabase', {}, options);
  }

  /** Names without a database belong to this one from now on. */
  async setCurrentDatabase(dbName: string, options: ActionOptions = {}): Promise<void> {
    await this.#run('setCurrentDatabase', { dbName }, options);
  }

  /** All databases, or those whose names match a pattern such as `sales*`. */
  async listDatabases(pattern?: string, options: ActionOptions = {}): Promise<Database[]> {
    return this.#run('listDatabases', given({ pattern }), options);
  }

  /** @throws AnalysisException when there is none of that name. */
  async getDatabase(dbName: string, options: ActionOptions = {}): Promise<Database> {
    return this.#one('getDatabase', { dbName }, options);
  }

  /** Whether there is a database of that name. */
  async databaseExists(dbName: string, options: ActionOptions = {}): Promise<boolean> {
    return this.#value('databaseExists', { dbName }, options);
  }

  /** The tables and views of a database, the current one unless given, and the temporary views. */
  async listTables(dbName?: string, pattern?: string, options: ActionOptions = {}): Promise<Table[]> {
    return this.#run('listTables', given({ dbName, pattern }), options);
  }

  /** @throws AnalysisException when there is none of that name. */
  async getTable(tableName: string, options: ActionOptions = {}): Promise<Table> {
    return this.#one('getTable', { tableName }, options);
  }

  /** Whether there is a table or view of that name. */
  async tableExists(tableName: string, dbName?: string, options: ActionOptions = {}): Promise<boolean> {
    return this.#value('tableExists', { tableName, ...given({ dbName }) }, options);
  }

  /** The functions of a database, the current one unless given, and those built in. */
  async listFunctions(dbName?: string, pattern?: string, options: ActionOptions = {}): Promise<CatalogFunction[]> {
    return this.#run('listFunctions', given({ dbName, pattern }), options);
  }

  /** @throws AnalysisException when there is none of that name. */
  async getFunction(functionName: string, options: ActionOptions = {}): Promise<CatalogFunction> {
    return this.#one('getFunction', { functionName }, options);
  }

  /** Whether there is a function of that name, built in or not. */
  async functionExists(functionName: string, dbName?: string, options: ActionOptions = {}): Promise<boolean> {
    return this.#value('functionExists', { functionName, ...given({ dbName }) }, options);
  }

  /** The columns of a table or view. */
  async listColumns(tableName: string, dbName?: string, options: ActionOptions = {}): Promise<CatalogColumn[]> {
    return this.#run('listColumns', { tableName, ...given({ dbName }) }, options);
  }

  /** Makes a table, empty or over the files of a path, and gives it as a DataFrame. */
  async createTable(tableName: string, table: CreateTableOptions = {}): Promise<DataFrame> {
    const { path, source, schema, description, options = {}, ...action } = table;
    const value = {
      tableName,
      ...given({ path, source, description }),
      ...(schema && { schema: toProto(schema) }),
      options: optionTexts(options),
    };
    await this.#run('createTable', value, action);
    return new DataFrame(this.#session, readTable(tableName, {}, false));
  }

  /** Whether there was such a view to drop. */
  async dropTempView(viewName: string, options: ActionOptions = {}): Promise<boolean> {
    return this.#value('dropTempView', { viewName }, options);
  }

  /** Whether there was such a view to drop. */
  async dropGlobalTempView(viewName: string, options: ActionOptions = {}): Promise<boolean> {
    return this.#value('dropGlobalTempView', { viewName }, options);
  }

  /** Whether the rows of a table are kept. */
  async isCached(tableName: string, options: ActionOptions = {}): Promise<boolean> {
    return this.#value('isCached', { tableName }, options);
  }

  /** Keeps the rows of a table once an action has read them, in memory and on disk unless told where. */
  async cacheTable(
    tableName: string,
    level?: StorageLevel | StorageLevelName,
    options: ActionOptions = {},
  ): Promise<void> {
    const storageLevel = level && { ...storageLevelOf(level) };
    await this.#run('cacheTable', { tableName, ...(storageLevel && { storageLevel }) }, options);
  }

  /** Forgets the rows of a table that {@link cacheTable} kept. */
  async uncacheTable(tableName: string, options: ActionOptions = {}): Promise<void> {
    await this.#run('uncacheTable', { tableName }, options);
  }

  /** Forgets the rows of all tables and DataFrames that were kept. */
  async clearCache(options: ActionOptions = {}): Promise<void> {
    await this.#run('clearCache', {}, options);
  }

  /** Forgets what Spark knows of a table's files, after somebody else changed them. */
  async refreshTable(tableName: string, options: ActionOptions = {}): Promise<void> {
    await this.#run('refreshTable', { tableName }, options);
  }

  /** Forgets what Spark knows of the files of a path and of all below it. */
  async refreshByPath(path: string, options: ActionOptions = {}): Promise<void> {
    await this.#run('refreshByPath', { path }, options);
  }

  /** Looks for the partitions of a table in its folders. */
  async recoverPartitions(tableName: string, options: ActionOptions = {}): Promise<void> {
    await this.#run('recoverPartitions', { tableName }, options);
  }

  async #run<T extends object, O extends CatalogOperation>(
    operation: O,
    value: CatalogValue<O>,
    options: ActionOptions,
  ): Promise<T[]> {
    return executeRows<T>(this.#session, this.#session.createRelation(catalog(operation, value)), options);
  }

  async #one<T extends object, O extends CatalogOperation>(
    operation: O,
    value: CatalogValue<O>,
    options: ActionOptions,
  ): Promise<T> {
    const [row] = await this.#run<T, O>(operation, value, options);
    return row ?? unexpected(operation);
  }

  async #value<T, O extends CatalogOperation>(
    operation: O,
    value: CatalogValue<O>,
    options: ActionOptions,
  ): Promise<T> {
    const [answer] = Object.values(await this.#one<Row, O>(operation, value, options));
    return answer === undefined ? unexpected(operation) : (answer as T);
  }
}

/** The parts that have a value: the protocol tells nothing from an empty text. */
function given<T extends Readonly<Record<string, string | undefined>>>(parts: T): { [K in keyof T]?: string } {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: string;
  };
}

function unexpected(operation: CatalogOperation): never {
  throw new SparkConnectError(`The server did not answer "${operation}".`);
}
