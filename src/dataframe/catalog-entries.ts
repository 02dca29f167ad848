/** A catalog, which contains databases. */
export interface CatalogMetadata {
  readonly name: string;
  readonly description: string | null;
}

/** A database, which contains tables and functions. */
export interface Database {
  readonly name: string;
  readonly catalog: string | null;
  readonly description: string | null;
  /** The location where its tables are stored. */
  readonly locationUri: string;
}

/** A table or view. */
export interface Table {
  readonly name: string;
  readonly catalog: string | null;
  /** The database and its parent namespaces; empty for a temporary view. */
  readonly namespace: readonly string[] | null;
  readonly description: string | null;
  /** `MANAGED`, `EXTERNAL`, `VIEW` or `TEMPORARY`. */
  readonly tableType: string;
  /** Whether it is dropped when the session ends. */
  readonly isTemporary: boolean;
}

/** A SQL function. */
export interface CatalogFunction {
  readonly name: string;
  readonly catalog: string | null;
  readonly namespace: readonly string[] | null;
  readonly description: string | null;
  /** The name of the class that implements it. */
  readonly className: string;
  /** Whether it is dropped when the session ends. */
  readonly isTemporary: boolean;
}

/** A column of a table. */
export interface CatalogColumn {
  readonly name: string;
  readonly description: string | null;
  /** The data type as a DDL string. */
  readonly dataType: string;
  readonly nullable: boolean;
  /** Whether it is a partitioning column. */
  readonly isPartition: boolean;
  /** Whether it is a bucketing column. */
  readonly isBucket: boolean;
}
