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

/** Options for a new table. */
export interface CreateTableOptions extends ActionOptions {
  /**
   * The directory of the table's files. If omitted, Spark manages the files and deletes them when the table is dropped.
   */
  readonly path?: string;
  /** The data source format. Default: the value of `spark.sql.sources.default`. */
  readonly source?: string;
  /** The schema. Default: inferred from the files. */
  readonly schema?: StructType;
  readonly description?: string;
  /** The options of the data source. */
  readonly options?: Options;
}

/**
 * Manages databases, tables, functions and columns; available as `spark.catalog`. Names may be qualified, as in
 * `db.table`.
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

  /** @internal Use `SparkSession.catalog`. */
  constructor(session: SessionContext) {
    this.#session = session;
  }

  /** Returns the current catalog. */
  async currentCatalog(options: ActionOptions = {}): Promise<string> {
    return this.#value('currentCatalog', {}, options);
  }

  /** Sets the current catalog. */
  async setCurrentCatalog(catalogName: string, options: ActionOptions = {}): Promise<void> {
    await this.#run('setCurrentCatalog', { catalogName }, options);
  }

  /** Returns all catalogs, or those whose names match a pattern such as `spark*`. */
  async listCatalogs(pattern?: string, options: ActionOptions = {}): Promise<CatalogMetadata[]> {
    return this.#run('listCatalogs', given({ pattern }), options);
  }

  /** Returns the current database. */
  async currentDatabase(options: ActionOptions = {}): Promise<string> {
    return this.#value('currentDatabase', {}, options);
  }

  /** Sets the current database. */
  async setCurrentDatabase(dbName: string, options: ActionOptions = {}): Promise<void> {
    await this.#run('setCurrentDatabase', { dbName }, options);
  }

  /** Returns all databases, or those whose names match a pattern such as `sales*`. */
  async listDatabases(pattern?: string, options: ActionOptions = {}): Promise<Database[]> {
    return this.#run('listDatabases', given({ pattern }), options);
  }

  /** @throws AnalysisException when the database does not exist. */
  async getDatabase(dbName: string, options: ActionOptions = {}): Promise<Database> {
    return this.#one('getDatabase', { dbName }, options);
  }

  /** Returns whether a database exists. */
  async databaseExists(dbName: string, options: ActionOptions = {}): Promise<boolean> {
    return this.#value('databaseExists', { dbName }, options);
  }

  /** Returns the tables and views of a database, by default the current one, and all temporary views. */
  async listTables(dbName?: string, pattern?: string, options: ActionOptions = {}): Promise<Table[]> {
    return this.#run('listTables', given({ dbName, pattern }), options);
  }

  /** @throws AnalysisException when the table or view does not exist. */
  async getTable(tableName: string, options: ActionOptions = {}): Promise<Table> {
    return this.#one('getTable', { tableName }, options);
  }

  /** Returns whether a table or view exists. */
  async tableExists(tableName: string, dbName?: string, options: ActionOptions = {}): Promise<boolean> {
    return this.#value('tableExists', { tableName, ...given({ dbName }) }, options);
  }

  /** Returns the functions of a database, by default the current one, and all built-in functions. */
  async listFunctions(dbName?: string, pattern?: string, options: ActionOptions = {}): Promise<CatalogFunction[]> {
    return this.#run('listFunctions', given({ dbName, pattern }), options);
  }

  /** @throws AnalysisException when the function does not exist. */
  async getFunction(functionName: string, options: ActionOptions = {}): Promise<CatalogFunction> {
    return this.#one('getFunction', { functionName }, options);
  }

  /** Returns whether a function exists, built-in or not. */
  async functionExists(functionName: string, dbName?: string, options: ActionOptions = {}): Promise<boolean> {
    return this.#value('functionExists', { functionName, ...given({ dbName }) }, options);
  }

  /** Returns the columns of a table or view. */
  async listColumns(tableName: string, dbName?: string, options: ActionOptions = {}): Promise<CatalogColumn[]> {
    return this.#run('listColumns', { tableName, ...given({ dbName }) }, options);
  }

  /** Creates a table, either empty or from the files at a path, and returns it as a DataFrame. */
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

  /** Drops a temporary view. Returns whether it existed. */
  async dropTempView(viewName: string, options: ActionOptions = {}): Promise<boolean> {
    return this.#value('dropTempView', { viewName }, options);
  }

  /** Drops a global temporary view. Returns whether it existed. */
  async dropGlobalTempView(viewName: string, options: ActionOptions = {}): Promise<boolean> {
    return this.#value('dropGlobalTempView', { viewName }, options);
  }

  /** Returns whether a table is cached. */
  async isCached(tableName: string, options: ActionOptions = {}): Promise<boolean> {
    return this.#value('isCached', { tableName }, options);
  }

  /** Caches a table once an action has read it. Default level: memory and disk. */
  async cacheTable(
    tableName: string,
    level?: StorageLevel | StorageLevelName,
    options: ActionOptions = {},
  ): Promise<void> {
    const storageLevel = level && { ...storageLevelOf(level) };
    await this.#run('cacheTable', { tableName, ...(storageLevel && { storageLevel }) }, options);
  }

  /** Removes a table from the cache. */
  async uncacheTable(tableName: string, options: ActionOptions = {}): Promise<void> {
    await this.#run('uncacheTable', { tableName }, options);
  }

  /** Removes all tables and DataFrames from the cache. */
  async clearCache(options: ActionOptions = {}): Promise<void> {
    await this.#run('clearCache', {}, options);
  }

  /** Discards Spark's cached metadata of a table. Call it after another program has changed the table's files. */
  async refreshTable(tableName: string, options: ActionOptions = {}): Promise<void> {
    await this.#run('refreshTable', { tableName }, options);
  }

  /** Discards Spark's cached data and metadata of all files at or below a path. */
  async refreshByPath(path: string, options: ActionOptions = {}): Promise<void> {
    await this.#run('refreshByPath', { path }, options);
  }

  /** Scans the directories of a table and adds the partitions that the catalog does not know yet. */
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

/** Omits undefined parts, because the protocol distinguishes a missing string from an empty one. */
function given<T extends Readonly<Record<string, string | undefined>>>(parts: T): { [K in keyof T]?: string } {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: string;
  };
}

function unexpected(operation: CatalogOperation): never {
  throw new SparkConnectError(`The server returned no result for "${operation}".`);
}
