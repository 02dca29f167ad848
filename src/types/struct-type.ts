import type { DataType } from './data-type.ts';
import { fieldDdl, jsonOf, treeLines } from './format-data-type.ts';

/** One column of a {@link StructType}. */
export interface StructField<
  Name extends string = string,
  Type extends DataType = DataType,
  Nullable extends boolean = boolean,
> {
  readonly name: Name;
  readonly dataType: Type;
  readonly nullable: Nullable;
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
export interface StructType<Field extends StructField = StructField> {
  readonly typeName: 'struct';
  readonly fields: readonly Field[];

  /** This schema with one more field at the end. */
  add<const Name extends string, Type extends DataType, const Nullable extends boolean = true>(
    name: Name,
    dataType: Type,
    nullable?: Nullable,
    metadata?: Readonly<Record<string, unknown>>,
  ): StructType<Field | StructField<Name, Type, Nullable>>;

  /** The names of the fields, in their order. */
  readonly fieldNames: string[];

  /** The schema as in `CREATE TABLE`: `a BIGINT NOT NULL,b STRING`. */
  toDDL(): string;

  /** The schema in Spark's JSON form, which every reader and `from_json` take. */
  json(): string;

  /** The schema as `printSchema` shows it, down to the given level of nesting. */
  treeString(level?: number): string;
}

/** Builds {@link StructType}s: without fields an empty one, which knows the type of its rows as fields are added. */
export interface StructTypeConstructor {
  new (): StructType<never>;
  new <const Field extends StructField>(fields: readonly Field[]): StructType<Field>;
  readonly prototype: StructType;
}

// As an empty schema has no fields yet and a declared one knows them, a class declaration could not type both.
export const StructType: StructTypeConstructor = class StructType {
  readonly typeName = 'struct';
  readonly fields: readonly StructField[];

  constructor(fields: readonly StructField[] = []) {
    this.fields = Object.freeze([...fields]);
  }

  add(name: string, dataType: DataType, nullable = true, metadata?: Readonly<Record<string, unknown>>): StructType {
    return new StructType([...this.fields, { name, dataType, nullable, ...(metadata && { metadata }) }]);
  }

  get fieldNames(): string[] {
    return this.fields.map(({ name }) => name);
  }

  toDDL(): string {
    return this.fields.map((field) => fieldDdl(field, ' ')).join(',');
  }

  json(): string {
    return JSON.stringify(jsonOf(this));
  }

  treeString(level = Infinity): string {
    return ['root', ...treeLines(this, ' ', level)].join('\n') + '\n';
  }
} as unknown as StructTypeConstructor;
