import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { DataTypeSchema, type DataType as DataTypeMessage } from '../../gen/spark/connect/types_pb.ts';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import { isAtomic, type AtomicType, type DataType } from './data-type.ts';
import { StructType } from './struct-type.ts';

type Kind = NonNullable<MessageInitShape<typeof DataTypeSchema>['kind']>;

/** Names of atomic types in the protocol that differ from those in a JSON schema. */
const messageNames: Partial<Record<AtomicType['typeName'], string>> = {
  void: 'null',
  timestamp_ntz: 'timestampNtz',
  interval: 'calendarInterval',
};
const typeNames: Readonly<Record<string, AtomicType['typeName']>> = {
  null: 'void',
  timestampNtz: 'timestamp_ntz',
  calendarInterval: 'interval',
};

/** Converts a type to a protocol message. */
export function toProto(type: DataType): DataTypeMessage {
  return create(DataTypeSchema, { kind: kindOf(type) });
}

function kindOf(type: DataType): Kind {
  if (isAtomic(type)) return { case: messageNames[type.typeName] ?? type.typeName, value: {} } as Kind;
  switch (type.typeName) {
    case 'decimal':
      return { case: 'decimal', value: { precision: type.precision, scale: type.scale } };
    case 'char':
      return { case: 'char', value: { length: type.length } };
    case 'varchar':
      return { case: 'varChar', value: { length: type.length } };
    case 'year_month_interval':
      return { case: 'yearMonthInterval', value: { startField: type.startField, endField: type.endField } };
    case 'day_time_interval':
      return { case: 'dayTimeInterval', value: { startField: type.startField, endField: type.endField } };
    case 'array':
      return { case: 'array', value: { elementType: toProto(type.elementType), containsNull: type.containsNull } };
    case 'map':
      return {
        case: 'map',
        value: {
          keyType: toProto(type.keyType),
          valueType: toProto(type.valueType),
          valueContainsNull: type.valueContainsNull,
        },
      };
    case 'struct':
      return {
        case: 'struct',
        value: {
          fields: type.fields.map(({ name, dataType, nullable, metadata }) => ({
            name,
            dataType: toProto(dataType),
            nullable,
            ...(metadata && { metadata: JSON.stringify(metadata) }),
          })),
        },
      };
    case 'udt':
      return { case: 'udt', value: { type: 'udt', jvmClass: type.className, sqlType: toProto(type.sqlType) } };
  }
}

/**
 * Converts a protocol message to a type.
 *
 * @throws SparkConnectError when the type is unknown to this client, such as one from a newer server.
 */
export function fromProto({ kind }: DataTypeMessage): DataType {
  switch (kind.case) {
    case 'decimal':
      return { typeName: 'decimal', precision: kind.value.precision ?? 10, scale: kind.value.scale ?? 0 };
    case 'char':
      return { typeName: 'char', length: kind.value.length };
    case 'varChar':
      return { typeName: 'varchar', length: kind.value.length };
    case 'yearMonthInterval': {
      const { startField = 0, endField = 1 } = kind.value;
      return { typeName: 'year_month_interval', startField, endField };
    }
    case 'dayTimeInterval': {
      const { startField = 0, endField = 3 } = kind.value;
      return { typeName: 'day_time_interval', startField, endField };
    }
    case 'array':
      return {
        typeName: 'array',
        elementType: fromProto(kind.value.elementType!),
        containsNull: kind.value.containsNull,
      };
    case 'map':
      return {
        typeName: 'map',
        keyType: fromProto(kind.value.keyType!),
        valueType: fromProto(kind.value.valueType!),
        valueContainsNull: kind.value.valueContainsNull,
      };
    case 'struct':
      return new StructType(
        kind.value.fields.map(({ name, dataType, nullable, metadata }) => ({
          name,
          dataType: fromProto(dataType!),
          nullable,
          ...(metadata && metadata !== '{}' && { metadata: JSON.parse(metadata) as Record<string, unknown> }),
        })),
      );
    case 'udt':
      return {
        typeName: 'udt',
        className: kind.value.jvmClass ?? kind.value.pythonClass ?? '',
        sqlType: fromProto(kind.value.sqlType!),
      };
    case 'unparsed':
    case undefined:
      throw new SparkConnectError(
        'The server returned a column with a type that this client does not support. Cast the column to another type.',
      );
    case 'binary':
    case 'boolean':
    case 'byte':
    case 'calendarInterval':
    case 'date':
    case 'double':
    case 'float':
    case 'geography':
    case 'geometry':
    case 'integer':
    case 'long':
    case 'null':
    case 'short':
    case 'string':
    case 'time':
    case 'timestamp':
    case 'timestampNtz':
    case 'variant':
    default:
      return { typeName: typeNames[kind.case] ?? (kind.case as AtomicType['typeName']) };
  }
}
