import type { DataType } from './data-type.ts';
import { fieldDdl, jsonOf, treeLines } from './format-data-type.ts';

/** One column of a {@link StructType}. */
export interface StructField {
  readonly name: string;
  readonly dataType: DataType;
  readonly nullable: boolean;
  /** Free-form information that Spark carries along with the column. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/**
 * The schema of a DataFrame, or of a struct inside one: named fields in order. A value: `add` returns a new one.
 *
 * @example
 * ```ts
 * import { DataTypes, StructType } from 'spark-connect-ts';
 *
 * const schema = new StructType()
 *   .add('customer_id', DataTypes.StringType)
 *   .add('amount', DataTypes.createDecimalType(12, 2));
 * console.log(schema.toDDL()); // customer_id STRING,amount DECIMAL(12,2)
 * ```
 */
export class StructType {
  readonly typeName = 'struct';
  readonly fields: readonly StructField[];

  constructor(fields: readonly StructField[] = []) {
    this.fields = Object.freeze([...fields]);
  }

  /** This schema with one more field at the end. */
  add(name: string, dataType: DataType, nullable = true, metadata?: Readonly<Record<string, unknown>>): StructType {
    return new StructType([...this.fields, { name, dataType, nullable, ...(metadata && { metadata }) }]);
  }

  get fieldNames(): string[] {
    return this.fields.map(({ name }) => name);
  }

  /** The schema as in `CREATE TABLE`: `a BIGINT NOT NULL,b STRING`. */
  toDDL(): string {
    return this.fields.map((field) => fieldDdl(field, ' ')).join(',');
  }

  /** The schema in Spark's JSON form, which every reader and `from_json` take. */
  json(): string {
    return JSON.stringify(jsonOf(this));
  }

  /** The schema as `printSchema` shows it. */
  treeString(): string {
    return ['root', ...treeLines(this, ' ')].join('\n') + '\n';
  }
}
