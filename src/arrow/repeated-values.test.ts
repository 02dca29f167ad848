import { expect, it } from 'vitest';
import { DataTypes } from '../types/data-types.ts';
import type { Row } from '../types/row.ts';
import { StructType } from '../types/struct-type.ts';
import { Decimal } from '../types/values/decimal.ts';
import { RowDecoder } from './decode-rows.ts';
import { encodeRows } from './encode-rows.ts';

/** Fewer than a packed frame has, so that the batch is what one of the server would be. */
const count = 8000;

function roundTrip(rows: readonly Row[], written: StructType, read = written): Row[] {
  const decoded: Row[] = [];
  new RowDecoder(read, {}).decode(encodeRows(rows, written).bytes, rows.length, decoded);
  return decoded;
}

it('values that repeat, that share their lowest bits and that never repeat come back as they were', () => {
  const schema = new StructType()
    .add('repeated', DataTypes.LongType)
    .add('alike', DataTypes.LongType)
    .add('price', DataTypes.createDecimalType(38, 2))
    .add('word', DataTypes.StringType)
    .add('text', DataTypes.StringType);
  const rows = Array.from({ length: count }, (_, index) => ({
    repeated: index % 7 === 0 ? null : BigInt(index % 10) - 5n,
    // Equal in their low 32 bits, or in the high ones.
    alike: (BigInt(index % 3) << 32n) + BigInt(index % 2) * 4096n,
    price: new Decimal(index % 5 === 0 ? -(10n ** 30n) : BigInt(index % 4), 2),
    // Two of one hash are among them.
    word: index % 11 === 0 ? null : ['', 'Aa', 'BB', 'a longer one of 24 bytes', 'c'][index % 5]!,
    text: `${index} `.repeat(index % 9),
  }));
  expect(roundTrip(rows, schema)).toEqual(rows);
});

it.each([true, false])('a null in a column of numbers is null, whether the schema expects it (%s)', (nullable) => {
  const written = new StructType().add('x', DataTypes.DoubleType).add('n', DataTypes.IntegerType);
  const read = new StructType().add('x', DataTypes.DoubleType, nullable).add('n', DataTypes.IntegerType, nullable);
  const rows = [
    { x: 0.5, n: 1 },
    { x: null, n: null },
    { x: -0, n: -3 },
  ];
  expect(roundTrip(rows, written, read)).toEqual(rows);
});
