import { create } from '@bufbuild/protobuf';
import { expect, it } from 'vitest';
import { Expression_LiteralSchema } from '../../gen/spark/connect/expressions_pb.ts';
import { CalendarInterval } from '../types/values/calendar-interval.ts';
import { Decimal } from '../types/values/decimal.ts';
import { DayTimeInterval, YearMonthInterval } from '../types/values/interval.ts';
import { LocalDate } from '../types/values/local-date.ts';
import { Timestamp, TimestampNtz } from '../types/values/timestamp.ts';
import { literalMessage } from './literal.ts';
import { valueOf } from './literal-reader.ts';
import type { LiteralValue } from './literal-value.ts';

it.each<LiteralValue>([
  null,
  true,
  7,
  7n,
  0.5,
  'text',
  Uint8Array.of(1, 2),
  new Timestamp(1n),
  new TimestampNtz(2n),
  new LocalDate(3),
  Decimal.parse('-1.20'),
  new YearMonthInterval(5),
  new DayTimeInterval(6n),
  new CalendarInterval(1, 2, 3n),
  [1, 2],
  [[1], [2, 3]],
  new Map([['a', 1.5]]),
  { a: 1, b: { c: ['x'] } },
])('valueOf() returns the value of the literal %o', (value) => {
  expect(valueOf(literalMessage(value))).toEqual(value);
});

it('valueOf() reads a packed array of 4.x', () => {
  const packed = create(Expression_LiteralSchema, {
    literalType: { case: 'specializedArray', value: { valueType: { case: 'longs', value: { values: [1n, 2n] } } } },
  });
  expect(valueOf(packed)).toEqual([1n, 2n]);
});
