import { rowOf } from '../types/row.ts';
import { Decimal } from '../types/values/decimal.ts';
import { CalendarInterval } from '../types/values/calendar-interval.ts';
import { DayTimeInterval, YearMonthInterval } from '../types/values/interval.ts';
import { LocalDate } from '../types/values/local-date.ts';
import { Timestamp, TimestampNtz } from '../types/values/timestamp.ts';
import type { LiteralMessage } from './literal.ts';

/** Returns the JavaScript value of a literal from the server, the same as in a row. */
export function valueOf({ literalType }: LiteralMessage): unknown {
  switch (literalType.case) {
    case undefined:
    case 'null':
      return null;
    case 'date':
      return new LocalDate(literalType.value);
    case 'timestamp':
      return new Timestamp(literalType.value);
    case 'timestampNtz':
      return new TimestampNtz(literalType.value);
    case 'decimal':
      return Decimal.parse(literalType.value.value);
    case 'yearMonthInterval':
      return new YearMonthInterval(literalType.value);
    case 'dayTimeInterval':
      return new DayTimeInterval(literalType.value);
    case 'calendarInterval': {
      const { months, days, microseconds } = literalType.value;
      return new CalendarInterval(months, days, microseconds);
    }
    case 'array':
      return literalType.value.elements.map(valueOf);
    case 'map': {
      const { keys, values } = literalType.value;
      return new Map(keys.map((key, index) => [valueOf(key), valueOf(values[index]!)]));
    }
    case 'struct': {
      const { structType, elements } = literalType.value;
      const fields = structType?.kind.case === 'struct' ? structType.kind.value.fields : [];
      return rowOf(elements.map((element, index) => [fields[index]?.name ?? `_${index + 1}`, valueOf(element)]));
    }
    case 'specializedArray':
      return [...(literalType.value.valueType.value?.values ?? [])];
    case 'binary':
    case 'boolean':
    case 'byte':
    case 'double':
    case 'float':
    case 'integer':
    case 'long':
    case 'short':
    case 'string':
    case 'time':
    default:
      return literalType.value;
  }
}
