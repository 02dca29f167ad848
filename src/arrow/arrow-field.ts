import type { DataType } from '../types/data-type.ts';
import type { FlatTable } from './flat-table.ts';

const units = ['s', 'ms', 'us', 'ns'];

/** Returns the type of a FlatBuffers `Field` in the notation of {@link arrowNameOf}. */
export function describeField(field: FlatTable): string {
  const children = field.tables(5);
  const child = (index: number): string => (children[index] ? describeField(children[index]) : 'nothing');
  const type = field.table(3);
  const [kind, name] = [field.byte(2), (text: string) => (field.has(4) ? `dictionary of ${text}` : text)];
  switch (kind) {
    case 1:
      return 'null';
    case 2:
      return name(`${type?.byte(1) === 0 ? 'u' : ''}int${type?.int(0)}`);
    case 3:
      return name(['float16', 'float32', 'float64'][type?.short(0) ?? 0] ?? 'float');
    case 4:
      return name('binary');
    case 5:
      return name('utf8');
    case 6:
      return name('bool');
    case 7:
      return name(`decimal${type?.int(2, 128)}(${type?.int(0)},${type?.int(1)})`);
    case 8:
      return name(type?.short(0, 1) === 0 ? 'date32' : 'date64');
    case 10:
      return name(`timestamp[${units[type?.short(0) ?? 0]}${type?.has(1) ? ', zone' : ''}]`);
    case 11:
      return name(`interval${type?.short(0)}`);
    case 12:
      return `list<${child(0)}>`;
    case 13:
      return `struct<${children.map(describeField).join(',')}>`;
    case 17:
      return `map<${child(0)}>`;
    case 18:
      return name(`duration[${units[type?.short(0, 1) ?? 1]}]`);
    default:
      return `type ${kind}`;
  }
}

/** Returns the Arrow type that Spark uses for the values of a type. */
export function arrowNameOf(type: DataType): string {
  switch (type.typeName) {
    case 'void':
      return 'null';
    case 'boolean':
      return 'bool';
    case 'byte':
      return 'int8';
    case 'short':
      return 'int16';
    case 'integer':
      return 'int32';
    case 'long':
      return 'int64';
    case 'float':
      return 'float32';
    case 'double':
      return 'float64';
    case 'string':
    case 'char':
    case 'varchar':
      return 'utf8';
    case 'binary':
      return 'binary';
    case 'decimal':
      return `decimal128(${type.precision},${type.scale})`;
    case 'date':
      return 'date32';
    case 'timestamp':
      return 'timestamp[us, zone]';
    case 'timestamp_ntz':
      return 'timestamp[us]';
    case 'year_month_interval':
      return 'interval0';
    case 'day_time_interval':
      return 'duration[us]';
    case 'array':
      return `list<${arrowNameOf(type.elementType)}>`;
    case 'map':
      return `map<struct<${arrowNameOf(type.keyType)},${arrowNameOf(type.valueType)}>>`;
    case 'struct':
      return `struct<${type.fields.map(({ dataType }) => arrowNameOf(dataType)).join(',')}>`;
    case 'udt':
      return arrowNameOf(type.sqlType);
    case 'interval':
      return 'nothing, since Spark has no Arrow type for calendar intervals';
  }
}
