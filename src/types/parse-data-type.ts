import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import type { AtomicType, DataType } from './data-type.ts';
import type { StructField, StructType } from './struct-type.ts';
import { arrayType, atomicType, characterType, decimalType, mapType } from './type-factories.ts';

/** Creates a schema from fields. Passed as a parameter, since StructType itself depends on this parser. */
type MakeStruct = (fields: readonly StructField[]) => StructType;

/** Names of types without parameters in SQL and in Spark's JSON schemas. */
const atomicNames: Readonly<Record<string, AtomicType['typeName']>> = {
  void: 'void',
  null: 'void',
  binary: 'binary',
  boolean: 'boolean',
  byte: 'byte',
  tinyint: 'byte',
  short: 'short',
  smallint: 'short',
  int: 'integer',
  integer: 'integer',
  long: 'long',
  bigint: 'long',
  float: 'float',
  real: 'float',
  double: 'double',
  string: 'string',
  date: 'date',
  timestamp: 'timestamp',
  timestamp_ltz: 'timestamp',
  timestamp_ntz: 'timestamp_ntz',
};

const intervalFields: readonly (readonly [DataType['typeName'], readonly string[]])[] = [
  ['year_month_interval', ['year', 'month']],
  ['day_time_interval', ['day', 'hour', 'minute', 'second']],
];

/**
 * Parses a SQL type, such as `decimal(12,2)` or `array<struct<a:int>>`.
 *
 * @throws IllegalArgumentException when the text is not a valid type.
 */
export function parseDataType(text: string, makeStruct: MakeStruct): DataType {
  return new TypeParser(text, makeStruct).parse();
}

/** Parses a type in Spark's JSON format. @throws IllegalArgumentException when it is invalid. */
function dataTypeFromJson(json: unknown, makeStruct: MakeStruct): DataType {
  if (typeof json === 'string') return parseDataType(json, makeStruct);
  const type = objectOf(json, 'a type');
  switch (type['type']) {
    case 'array':
      return arrayType(dataTypeFromJson(type['elementType'], makeStruct), type['containsNull'] !== false);
    case 'map':
      return mapType(
        dataTypeFromJson(type['keyType'], makeStruct),
        dataTypeFromJson(type['valueType'], makeStruct),
        type['valueContainsNull'] !== false,
      );
    case 'struct':
      return structFromJson(type, makeStruct);
    case 'udt': {
      const className = type['class'] ?? type['pyClass'];
      if (typeof className !== 'string') return refuse(json, 'a type');
      return { typeName: 'udt', className, sqlType: dataTypeFromJson(type['sqlType'], makeStruct) };
    }
    default:
      return refuse(json, 'a type');
  }
}

/**
 * Parses a schema in Spark's JSON format, given as text or as an object.
 *
 * @throws IllegalArgumentException when it is invalid.
 */
export function structFromJson(json: unknown, makeStruct: MakeStruct): StructType {
  const parsed = typeof json === 'string' ? parseJson(json) : json;
  const { type, fields } = objectOf(parsed, 'a schema');
  if (type !== 'struct' || !Array.isArray(fields)) return refuse(parsed, 'a schema');
  return makeStruct(fields.map((field) => fieldFromJson(field, makeStruct)));
}

function fieldFromJson(json: unknown, makeStruct: MakeStruct): StructField {
  const { name, type, nullable = true, metadata } = objectOf(json, 'a field');
  if (typeof name !== 'string' || typeof nullable !== 'boolean') return refuse(json, 'a field');
  const hasMetadata = typeof metadata === 'object' && metadata !== null && Object.keys(metadata).length > 0;
  return {
    name,
    dataType: dataTypeFromJson(type, makeStruct),
    nullable,
    ...(hasMetadata && { metadata: metadata as Readonly<Record<string, unknown>> }),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new IllegalArgumentException(`The schema is not valid JSON: ${(cause as Error).message}.`, { cause });
  }
}

function objectOf(json: unknown, what: string): Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null ? (json as Readonly<Record<string, unknown>>) : refuse(json, what);
}

function refuse(json: unknown, what: string): never {
  throw new IllegalArgumentException(`${JSON.stringify(json)} is not ${what} in the format of Spark's JSON schemas.`);
}

/** Parses words, numbers, names in backticks, comments in quotes, and punctuation. */
class TypeParser {
  readonly #text: string;
  readonly #makeStruct: MakeStruct;
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(text: string, makeStruct: MakeStruct) {
    this.#text = text;
    this.#makeStruct = makeStruct;
    this.#tokens = text.match(/`(?:[^`]|``)*`|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^\s<>(),:`'"]+|\S/g) ?? [];
  }

  parse(): DataType {
    const type = this.#type();
    if (this.#at < this.#tokens.length) this.#refuse();
    return type;
  }

  #type(): DataType {
    const word = this.#next().toLowerCase();
    switch (word) {
      case 'decimal':
      case 'dec':
      case 'numeric': {
        const [precision = 10, scale = 0, ...more] = this.#numbers();
        return more.length > 0 ? this.#refuse() : decimalType(precision, scale);
      }
      case 'char':
      case 'character':
        return characterType('char', this.#length());
      case 'varchar':
        return characterType('varchar', this.#length());
      case 'array': {
        const [elementType, ...more] = this.#parameters();
        return elementType === undefined || more.length > 0 ? this.#refuse() : arrayType(elementType);
      }
      case 'map': {
        const [keyType, valueType, ...more] = this.#parameters();
        if (keyType === undefined || valueType === undefined || more.length > 0) return this.#refuse();
        return mapType(keyType, valueType);
      }
      case 'struct':
        return this.#makeStruct(this.#list('<', '>', () => this.#field()));
      case 'interval':
        return this.#interval();
      default:
        return Object.hasOwn(atomicNames, word) ? { typeName: atomicNames[word]! } : this.#refuse();
    }
  }

  #parameters(): DataType[] {
    return this.#list('<', '>', () => this.#type());
  }

  #field(): StructField {
    const token = this.#next();
    const name = token.startsWith('`') ? token.slice(1, -1).replaceAll('``', '`') : token;
    if (this.#peek() === ':') this.#at++;
    const dataType = this.#type();
    const nullable = !this.#take('not', 'null');
    const metadata = this.#take('comment') ? { comment: this.#quoted() } : undefined;
    return { name, dataType, nullable, ...(metadata && { metadata }) };
  }

  #quoted(): string {
    const token = this.#next();
    if (!/^['"]/.test(token)) this.#refuse();
    return token.slice(1, -1).replaceAll(/\\(.)/g, '$1');
  }

  #interval(): DataType {
    const start = this.#peek().toLowerCase();
    for (const [typeName, fields] of intervalFields) {
      const startField = fields.indexOf(start);
      if (startField < 0) continue;
      this.#at++;
      const endField = this.#take('to') ? fields.indexOf(this.#next().toLowerCase()) : startField;
      return endField < startField ? this.#refuse() : ({ typeName, startField, endField } as DataType);
    }
    return atomicType('interval');
  }

  #numbers(): number[] {
    return this.#peek() === '(' ? this.#list('(', ')', () => this.#number()) : [];
  }

  #number(): number {
    const token = this.#next();
    return /^\d+$/.test(token) ? Number(token) : this.#refuse();
  }

  #length(): number {
    const [length, ...more] = this.#numbers();
    return length === undefined || more.length > 0 ? this.#refuse() : length;
  }

  #list<T>(open: string, close: string, read: () => T): T[] {
    if (this.#next() !== open) this.#refuse();
    const items: T[] = [];
    if (this.#take(close)) return items;
    do items.push(read());
    while (this.#take(','));
    if (this.#next() !== close) this.#refuse();
    return items;
  }

  /** Consumes these words if they come next, and returns whether they did. */
  #take(...words: readonly string[]): boolean {
    const found = words.every((word, index) => this.#tokens[this.#at + index]?.toLowerCase() === word);
    if (found) this.#at += words.length;
    return found;
  }

  #peek(): string {
    return this.#tokens[this.#at] ?? '';
  }

  #next(): string {
    const token = this.#peek();
    this.#at++;
    return token;
  }

  #refuse(): never {
    throw new IllegalArgumentException(
      `${JSON.stringify(this.#text)} is not a Spark type. Write types as in SQL: bigint, decimal(12,2), array<string>, struct<a:int>.`,
    );
  }
}
