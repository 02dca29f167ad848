import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import type { AtomicType, CharacterType, DataType, DecimalType, UserDefinedType } from './data-type.ts';
import { fieldDdl, jsonOf, sqlNameOf, treeLines } from './format-data-type.ts';
import { parseDataType, structFromJson } from './parse-data-type.ts';

/** One column of a {@link StructType}. */
export interface StructField<
  Name extends string = string,
  Type extends DataType = DataType,
  Nullable extends boolean = boolean,
> {
  readonly name: Name;
  readonly dataType: Type;
  readonly nullable: Nullable;
  /** Arbitrary information that Spark stores with the column. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/**
 * The schema of a DataFrame, or of a struct in one: an ordered list of named fields. Immutable: `add` returns a new
 * schema.
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
export interface StructType<
  Field extends StructField = StructField,
  Names extends readonly string[] = readonly string[],
> {
  readonly typeName: 'struct';
  readonly fields: readonly Field[];

  /**
   * Returns this schema with another field at the end. The type is a DataType or a SQL type such as `decimal(12,2)`.
   */
  add<const Name extends string, const Type extends DataType | string, const Nullable extends boolean = true>(
    name: Name,
    dataType: Type,
    nullable?: Nullable,
    metadata?: Readonly<Record<string, unknown>>,
  ): StructType<Field | StructField<Name, TypeInWords<Type>, Nullable>, readonly [...Names, Name]>;

  /**
   * Returns the first field with this name.
   *
   * @throws IllegalArgumentException when there is no such field.
   */
  get<const Name extends string>(name: Name & Field['name']): Field & { readonly name: Name };

  /** The names of the fields, in order. */
  readonly fieldNames: string[];

  /** Returns the schema as in `CREATE TABLE`: `a BIGINT NOT NULL,b STRING`. */
  toDDL(): string;

  /** Returns the schema in one line, as Spark does: `struct<a:bigint,b:string>`. */
  simpleString(): string;

  /** Returns the schema in Spark's JSON format, for readers, `from_json` and `StructType.fromJson`. */
  json(): string;

  /** Returns the schema in Spark's JSON format, as an object. */
  jsonValue(): StructTypeJson;

  /** Returns the schema as `printSchema` prints it, down to the given nesting level. Default: all levels. */
  treeString(level?: number): string;
}

/** A schema in Spark's JSON format. */
export interface StructTypeJson {
  readonly type: 'struct';
  readonly fields: readonly {
    readonly name: string;
    readonly type: unknown;
    readonly nullable: boolean;
    readonly metadata: Readonly<Record<string, unknown>>;
  }[];
}

/** SQL types without parameters, by name. */
interface TypesInWords {
  void: AtomicType<'void'>;
  binary: AtomicType<'binary'>;
  boolean: AtomicType<'boolean'>;
  tinyint: AtomicType<'byte'>;
  byte: AtomicType<'byte'>;
  smallint: AtomicType<'short'>;
  short: AtomicType<'short'>;
  int: AtomicType<'integer'>;
  integer: AtomicType<'integer'>;
  bigint: AtomicType<'long'>;
  long: AtomicType<'long'>;
  float: AtomicType<'float'>;
  double: AtomicType<'double'>;
  string: AtomicType<'string'>;
  date: AtomicType<'date'>;
  timestamp: AtomicType<'timestamp'>;
  timestamp_ntz: AtomicType<'timestamp_ntz'>;
}

/** The type itself, or the type that a SQL type stands for, as far as the compiler can determine. */
export type TypeInWords<T extends DataType | string> = T extends DataType
  ? T
  : T extends string
    ? Lowercase<T> extends keyof TypesInWords
      ? TypesInWords[Lowercase<T>]
      : Lowercase<T> extends `decimal${string}`
        ? DecimalType
        : Lowercase<T> extends `${'char' | 'varchar'}(${string}`
          ? CharacterType
          : UnknownType
    : never;

/** A type whose values are unknown to the compiler. */
type UnknownType = UserDefinedType;

/** The names of fields in their order. */
type NamesOf<Fields extends readonly StructField[]> = { readonly [I in keyof Fields]: Fields[I]['name'] };

/** Creates a {@link StructType}. An empty one gains the type of its rows as fields are added. */
export interface StructTypeConstructor {
  new (): StructType<never, readonly []>;
  new <const Fields extends readonly StructField[]>(fields: Fields): StructType<Fields[number], NamesOf<Fields>>;
  /**
   * Parses a schema in Spark's JSON format, such as the output of {@link StructType.json} or PySpark's `schema.json()`,
   * given as text or as an object.
   *
   * @throws IllegalArgumentException when the schema is invalid.
   */
  fromJson(json: string | object): StructType;
  readonly prototype: StructType;
}

// A class declaration could not type both an empty schema and one with known fields.
export const StructType: StructTypeConstructor = class StructType {
  readonly typeName = 'struct';
  readonly fields: readonly StructField[];

  constructor(fields: readonly StructField[] = []) {
    this.fields = Object.freeze([...fields]);
  }

  static fromJson(json: string | object): StructType {
    return structFromJson(json, makeStruct);
  }

  add(
    name: string,
    type: DataType | string,
    nullable = true,
    metadata?: Readonly<Record<string, unknown>>,
  ): StructType {
    const dataType = typeof type === 'string' ? parseDataType(type, makeStruct) : type;
    return new StructType([...this.fields, { name, dataType, nullable, ...(metadata && { metadata }) }]);
  }

  get(name: string): StructField {
    const field = this.fields.find((each) => each.name === name);
    if (field !== undefined) return field;
    throw new IllegalArgumentException(
      `The schema has no field ${JSON.stringify(name)}. Its fields are ${this.fieldNames.join(', ') || 'none'}.`,
    );
  }

  get fieldNames(): string[] {
    return this.fields.map(({ name }) => name);
  }

  toDDL(): string {
    return this.fields.map((field) => fieldDdl(field, ' ')).join(',');
  }

  simpleString(): string {
    return sqlNameOf(typeOf(this));
  }

  json(): string {
    return JSON.stringify(this.jsonValue());
  }

  jsonValue(): StructTypeJson {
    return jsonOf(typeOf(this)) as StructTypeJson;
  }

  treeString(level = Infinity): string {
    return ['root', ...treeLines(typeOf(this), ' ', level)].join('\n') + '\n';
  }
} as unknown as StructTypeConstructor;

function makeStruct(fields: readonly StructField[]): StructType {
  return new StructType(fields);
}

/** Converts to the interface, whose fields are typed. */
function typeOf(struct: object): DataType {
  return struct as DataType;
}
