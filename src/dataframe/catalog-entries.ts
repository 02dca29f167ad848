/** A catalog, which holds databases. */
export interface CatalogMetadata {
  readonly name: string;
  readonly description: string | null;
}

/** A database, which holds tables and functions. */
export interface Database {
  readonly name: string;
  readonly catalog: string | null;
  readonly description: string | null;
  /** Where its tables are stored. */
  readonly locationUri: string;
}

/** A table or view. */
export interface Table {
  readonly name: string;
  readonly catalog: string | null;
  /** The database and what it is in; empty of a temporary view. */
  readonly namespace: readonly string[] | null;
  readonly description: string | null;
  /** `MANAGED`, `EXTERNAL`, `VIEW` or `TEMPORARY`. */
  readonly tableType: string;
  /** Whether it ends with the session. */
  readonly isTemporary: boolean;
}

/** A function of SQL. */
export interface CatalogFunction {
  readonly name: string;
  readonly catalog: string | null;
  readonly namespace: readonly string[] | null;
  readonly description: string | null;
  /** The class that computes it. */
  readonly className: string;
  /** Whether it ends with the session. */
  readonly isTemporary: boolean;
}

/** A column of a table. */
export interface CatalogColumn {
  readonly name: string;
  readonly description: string | null;
  /** The type in SQL's words. */
  readonly dataType: string;
  readonly nullable: boolean;
  /** Whether the table is partitioned by it. */
  readonly isPartition: boolean;
  /** Whether the table is bucketed by it. */
  readonly isBucket: boolean;
}
