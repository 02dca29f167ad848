import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import type { DataType } from '../types/data-type.ts';
import { sqlNameOf } from '../types/format-data-type.ts';

/**
 * Refuses what no 3.5 server takes in local data. It makes the full range of every interval that comes in Arrow and then finds that
 * this is not the range of the schema; a user-defined type in a schema it cannot read.
 */
export function refuseUnsendable(type: DataType, name: string): void {
  switch (type.typeName) {
    case 'year_month_interval':
      if (type.startField !== 0 || type.endField !== 1) refuseInterval(type, name, 'interval year to month');
      break;
    case 'day_time_interval':
      if (type.startField !== 0 || type.endField !== 3) refuseInterval(type, name, 'interval day to second');
      break;
    case 'udt':
      throw new IllegalArgumentException(
        `${name} has the user-defined type ${type.className}, which Spark does not take in local data; declare it ${sqlNameOf(type.sqlType)}.`,
      );
    case 'array':
      refuseUnsendable(type.elementType, `${name}[]`);
      break;
    case 'map':
      refuseUnsendable(type.keyType, `${name} (key)`);
      refuseUnsendable(type.valueType, `${name} (value)`);
      break;
    case 'struct':
      for (const field of type.fields) refuseUnsendable(field.dataType, `${name}.${field.name}`);
      break;
    default:
  }
}

function refuseInterval(type: DataType, name: string, whole: string): never {
  const wanted = sqlNameOf(type);
  throw new IllegalArgumentException(
    `${name} is ${wanted}, which Spark 3.5 does not take in local data; declare it ${whole} and cast the column to ${wanted}.`,
  );
}
