import { expect, it } from 'vitest';
import { DataTypes } from '../types/data-types.ts';
import type { Row } from '../types/row.ts';
import { StructType } from '../types/struct-type.ts';
import { Decimal } from '../types/values/decimal.ts';
import { RowDecoder } from './decode-rows.ts';
import { encodeRows } from './encode-rows.ts';

/** Few enough that the rows are not packed, so that the batch has the same form as one from the server. */
const count = 8000;

function roundTrip(rows: readonly Row[], written: StructType, read = written): Row[] {
  const decoded: Row[] = [];
  new RowDecoder(read, {}).decode(encodeRows(rows, written).bytes, rows.length, decoded);
  return decoded;
}

it('decodes repeated values, values with the same low bits and unique values correctly', () => {
  const schema = new StructType()
    .add('repeated', DataTypes.LongType)
    .add('alike', DataTypes.LongType)
    .add('price', DataTypes.createDecimalType(38, 2))
    .add('word', DataTypes.StringType)
    .add('text', DataTypes.StringType);
  const rows = Array.from({ length: count }, (_, index) => ({
    repeated: index % 7 === 0 ? null : BigInt(index % 10) - 5n,
    // Equal in the low or in the high 32 bits.
    alike: (BigInt(index % 3) << 32n) + BigInt(index % 2) * 4096n,
    price: new Decimal(index % 5 === 0 ? -(10n ** 30n) : BigInt(index % 4), 2),
    // Two of them have the same hash.
    word: index % 11 === 0 ? null : ['', 'Aa', 'BB', 'a longer one of 24 bytes', 'c'][index % 5]!,
    text: `${index} `.repeat(index % 9),
  }));
  expect(roundTrip(rows, schema)).toEqual(rows);
});

it.each([true, false])('decodes a null in a numeric column if the schema says nullable: %s', (nullable) => {
  const written = new StructType().add('x', DataTypes.DoubleType).add('n', DataTypes.IntegerType);
  const read = new StructType().add('x', DataTypes.DoubleType, nullable).add('n', DataTypes.IntegerType, nullable);
  const rows = [
    { x: 0.5, n: 1 },
    { x: null, n: null },
    { x: -0, n: -3 },
  ];
  expect(roundTrip(rows, written, read)).toEqual(rows);
});
