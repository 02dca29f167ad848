import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { alias, attribute, cast, type Expression } from '../plan/expression.ts';
import type { DataType } from '../types/data-type.ts';
import { quotedName, sqlNameOf } from '../types/format-data-type.ts';
import { StructType } from '../types/struct-type.ts';

const wholeYears: DataType = { typeName: 'year_month_interval', startField: 0, endField: 1 };
const wholeDays: DataType = { typeName: 'day_time_interval', startField: 0, endField: 3 };

/**
 * The schema that a server takes local data of this schema in; the very same where that is possible. A 3.5 server makes the full
 * range of every interval that comes in Arrow and then finds that this is not the range of the schema.
 *
 * @throws IllegalArgumentException for a user-defined type, which it cannot read in a schema.
 */
export function sendableSchema(schema: StructType): StructType {
  return sendableStruct(schema, 'Column ');
}

/** The columns of local data that was sent in another schema, in their own types: what is finer than a range is cut off. */
export function ownColumns(schema: StructType, sent: StructType): Expression[] {
  return schema.fields.map(({ name, dataType }, index) => {
    const column = attribute(quotedName(name));
    return dataType === sent.fields[index]!.dataType ? column : alias(cast(column, dataType), [name]);
  });
}

function sendableStruct(type: StructType, prefix: string): StructType {
  const fields = type.fields.map((field) => ({
    ...field,
    dataType: sendable(field.dataType, `${prefix}${field.name}`),
  }));
  const isSame = fields.every(({ dataType }, index) => dataType === type.fields[index]!.dataType);
  return isSame ? type : new StructType(fields);
}

function sendable(type: DataType, name: string): DataType {
  switch (type.typeName) {
    case 'year_month_interval':
      return type.startField === 0 && type.endField === 1 ? type : wholeYears;
    case 'day_time_interval':
      return type.startField === 0 && type.endField === 3 ? type : wholeDays;
    case 'udt':
      throw new IllegalArgumentException(
        `${name} has the user-defined type ${type.className}, which Spark does not take in local data; declare it ${sqlNameOf(type.sqlType)}.`,
      );
    case 'array': {
      const elementType = sendable(type.elementType, `${name}[]`);
      return elementType === type.elementType ? type : { ...type, elementType };
    }
    case 'map': {
      const keyType = sendable(type.keyType, `${name} (key)`);
      const valueType = sendable(type.valueType, `${name} (value)`);
      return keyType === type.keyType && valueType === type.valueType ? type : { ...type, keyType, valueType };
    }
    case 'struct':
      return sendableStruct(type, `${name}.`);
    default:
      return type;
  }
}
