import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { alias, attribute, cast, type Expression } from '../plan/expression.ts';
import { isAtomic, type DataType } from '../types/data-type.ts';
import { quotedName, sqlNameOf } from '../types/format-data-type.ts';
import { StructType } from '../types/struct-type.ts';

const yearToMonth: DataType = { typeName: 'year_month_interval', startField: 0, endField: 1 };
const dayToSecond: DataType = { typeName: 'day_time_interval', startField: 0, endField: 3 };

/**
 * Returns the schema to declare when sending local data of this schema; the same object if no change is needed. Spark
 * 3.5 reads every interval in Arrow data as one with the full range of fields, and rejects a schema that declares a
 * smaller range.
 *
 * @throws IllegalArgumentException for a user-defined type, which the server does not accept in the schema.
 */
export function sendableSchema(schema: StructType): StructType {
  return sendableStruct(schema, 'Column ');
}

/** Casts local data that was sent in another schema back to its declared types, truncating finer units of intervals. */
export function declaredColumns(schema: StructType, sent: StructType): Expression[] {
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
  if (isAtomic(type)) return type;
  switch (type.typeName) {
    case 'year_month_interval':
      return type.startField === 0 && type.endField === 1 ? type : yearToMonth;
    case 'day_time_interval':
      return type.startField === 0 && type.endField === 3 ? type : dayToSecond;
    case 'udt':
      throw new IllegalArgumentException(
        `${name} has the user-defined type ${type.className}, which Spark does not accept in local data; declare it as ${sqlNameOf(type.sqlType)}.`,
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
    case 'char':
    case 'decimal':
    case 'varchar':
      return type;
    case 'struct':
      return sendableStruct(type, `${name}.`);
  }
}
