import { atomicTypes, isAtomic, isNested, type DataType } from './data-type.ts';
import type { StructField } from './struct-type.ts';

const yearMonthFields = ['year', 'month'];
const dayTimeFields = ['day', 'hour', 'minute', 'second'];

/** Returns the SQL name of a type, such as `bigint`, `decimal(12,2)` or `array<string>`. */
export function sqlNameOf(type: DataType): string {
  if (isAtomic(type)) return atomicTypes[type.typeName];
  switch (type.typeName) {
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'char':
    case 'varchar':
      return `${type.typeName}(${type.length})`;
    case 'year_month_interval':
      return intervalName(yearMonthFields, type);
    case 'day_time_interval':
      return intervalName(dayTimeFields, type);
    case 'array':
      return `array<${sqlNameOf(type.elementType)}>`;
    case 'map':
      return `map<${sqlNameOf(type.keyType)},${sqlNameOf(type.valueType)}>`;
    case 'struct':
      return `struct<${type.fields.map(({ name, dataType }) => `${name}:${sqlNameOf(dataType)}`).join(',')}>`;
    case 'udt':
      return sqlNameOf(type.sqlType);
  }
}

/** Formats a field as DDL: types in uppercase, and names unchanged, in backticks where SQL requires them. */
export function fieldDdl({ name, dataType, nullable }: StructField, separator: string): string {
  const quoted = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : quotedName(name);
  return `${quoted}${separator}${ddlNameOf(dataType)}${nullable ? '' : ' NOT NULL'}`;
}

function ddlNameOf(type: DataType): string {
  if (!isNested(type)) return sqlNameOf(type).toUpperCase();
  switch (type.typeName) {
    case 'array':
      return `ARRAY<${ddlNameOf(type.elementType)}>`;
    case 'map':
      return `MAP<${ddlNameOf(type.keyType)},${ddlNameOf(type.valueType)}>`;
    case 'struct':
      return `STRUCT<${type.fields.map((field) => fieldDdl(field, ': ')).join(', ')}>`;
    case 'udt':
      return ddlNameOf(type.sqlType);
  }
}

/** Returns a type in the format of Spark's JSON schemas, ready for `JSON.stringify`. */
export function jsonOf(type: DataType): unknown {
  if (isAtomic(type)) return type.typeName;
  switch (type.typeName) {
    case 'array':
      return { type: 'array', elementType: jsonOf(type.elementType), containsNull: type.containsNull };
    case 'map':
      return {
        type: 'map',
        keyType: jsonOf(type.keyType),
        valueType: jsonOf(type.valueType),
        valueContainsNull: type.valueContainsNull,
      };
    case 'struct':
      return { type: 'struct', fields: type.fields.map(fieldJson) };
    case 'udt':
      return { type: 'udt', class: type.className, sqlType: jsonOf(type.sqlType) };
    case 'decimal':
    case 'char':
    case 'varchar':
    case 'year_month_interval':
    case 'day_time_interval':
      return sqlNameOf(type);
  }
}

/** Returns the lines of Spark's schema tree below a struct, an array or a map, down to the given number of levels. */
export function treeLines(type: DataType, indent: string, levels: number = Infinity): string[] {
  if (levels <= 0) return [];
  const below = (child: DataType): string[] => treeLines(child, `${indent}|    `, levels - 1);
  const line = (name: string, child: DataType, property: string): string[] => [
    `${indent}|-- ${name}: ${treeName(child)} (${property})`,
    ...below(child),
  ];
  if (!isNested(type)) return [];
  switch (type.typeName) {
    case 'struct':
      return type.fields.flatMap(({ name, dataType, nullable }) => line(name, dataType, `nullable = ${nullable}`));
    case 'array':
      return line('element', type.elementType, `containsNull = ${type.containsNull}`);
    case 'map':
      return [
        `${indent}|-- key: ${treeName(type.keyType)}`,
        ...below(type.keyType),
        ...line('value', type.valueType, `valueContainsNull = ${type.valueContainsNull}`),
      ];
    case 'udt':
      return [];
  }
}

function treeName(type: DataType): string {
  return type.typeName === 'struct' || type.typeName === 'array' || type.typeName === 'map'
    ? type.typeName
    : String(jsonOf(type.typeName === 'udt' ? type.sqlType : type));
}

function fieldJson({ name, dataType, nullable, metadata }: StructField): unknown {
  return { name, type: jsonOf(dataType), nullable, metadata: metadata ?? {} };
}

function intervalName(
  names: readonly string[],
  { startField, endField }: { startField: number; endField: number },
): string {
  const start = names[startField];
  const end = names[endField];
  return startField === endField ? `interval ${start}` : `interval ${start} to ${end}`;
}

/** Quotes a name with backticks. */
export function quotedName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}
