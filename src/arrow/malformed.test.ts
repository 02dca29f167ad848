import { describe, expect, it } from 'vitest';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import { DataTypes } from '../types/data-types.ts';
import type { Row } from '../types/row.ts';
import { StructType } from '../types/struct-type.ts';
import { RowDecoder } from './decode-rows.ts';
import { encodeRows } from './encode-rows.ts';

const schema = new StructType()
  .add('id', DataTypes.LongType)
  .add('name', DataTypes.StringType)
  .add('list', DataTypes.createArrayType(DataTypes.IntegerType))
  .add('map', DataTypes.createMapType(DataTypes.StringType, DataTypes.DoubleType));
const rows: readonly Row[] = [
  { id: 1n, name: 'one', list: [1, null], map: new Map([['a', 0.5]]) },
  { id: null, name: 'zwei €', list: [], map: null },
  { id: -3n, name: null, list: null, map: new Map() },
];
const { bytes } = encodeRows(rows, schema);
const endOfStream = 8;

function decode(data: Uint8Array, rowCount = rows.length, type: StructType = schema): Row[] {
  const decoded: Row[] = [];
  new RowDecoder(type, {}).decode(data, rowCount, decoded);
  return decoded;
}

it('what is whole is read, wherever it stands in memory', () => {
  for (let offset = 0; offset < 8; offset++) {
    const moved = new Uint8Array(bytes.length + offset);
    moved.set(bytes, offset);
    expect(decode(moved.subarray(offset))).toEqual(rows);
  }
});

it('an end mark may be missing, nothing else', () => {
  expect(decode(bytes.subarray(0, -endOfStream))).toEqual(rows);
  for (let length = 0; length < bytes.length - endOfStream; length++) {
    expect(() => decode(bytes.slice(0, length)), `${length} bytes`).toThrow(SparkConnectError);
  }
});

it('a byte that is wrong gives an error of ours or as many rows as announced', () => {
  let errors = 0;
  for (let at = 0; at < bytes.length; at++) {
    for (const flip of [0x01, 0x80, 0xff]) {
      const broken = bytes.slice();
      broken[at]! ^= flip;
      try {
        expect(decode(broken)).toHaveLength(rows.length);
      } catch (error) {
        expect(error).toBeInstanceOf(SparkConnectError);
        errors++;
      }
    }
  }
  expect(errors).toBeGreaterThan(bytes.length / 4);
});

describe('a batch is refused', () => {
  const refusal = (...args: Parameters<typeof decode>): string => {
    try {
      return `rows: ${decode(...args).length}`;
    } catch (error) {
      return (error as Error).message;
    }
  };
  const ofType = (type: StructType): string => refusal(bytes, 3, type);

  it('with another number of rows than announced', () => {
    expect(refusal(bytes, 2)).toBe(
      'The server sent an Arrow batch that cannot be read: it holds 3 rows where the server announced 2.',
    );
  });

  it('with other columns than the schema says', () => {
    expect(ofType(new StructType(schema.fields.slice(0, 3)))).toContain('it has 4 columns instead of 3');
    expect(
      ofType(new StructType([{ ...schema.fields[0]!, dataType: DataTypes.IntegerType }, ...schema.fields.slice(1)])),
    ).toContain("column id of type int came as Arrow's int64, not int32");
  });

  it('with lengths that nothing bears out, without making as much', () => {
    const nothing = new StructType().add('a', DataTypes.createArrayType(DataTypes.NullType));
    const batch = encodeRows([{ a: [null, null] }], nothing).bytes;
    const view = new DataView(batch.buffer);
    // The node of the elements: two values, both null.
    const at = Array.from({ length: batch.length / 8 - 2 }, (_, index) => 8 * index).find(
      (place) => view.getBigInt64(place, true) === 2n && view.getBigInt64(place + 8, true) === 2n,
    )!;
    view.setBigInt64(at, 2n ** 52n, true);
    expect(decode(batch, 1, nothing)).toEqual([{ a: [null, null] }]);
    view.setBigInt64(at, 1n, true);
    expect(refusal(batch, 1, nothing)).toContain('where 2 are needed');
  });

  it('with text that is not UTF-8', () => {
    const text = new StructType().add('a', DataTypes.StringType);
    for (const [from, to] of [
      ['é', [0xff, 0xfe]],
      ['éé', [0x41, 0xc3, 0xa9, 0x41]],
    ] as const) {
      const batch = encodeRows([{ a: from }, { a: from }], text).bytes;
      const at = Buffer.from(batch).indexOf(from + from);
      batch.set(to, at);
      if (to.length === 4) batch.set(to, at + to.length);
      expect(refusal(batch, 2, text)).toMatch(to.length === 4 ? 'rows: 2' : 'cast the column to binary');
    }
    const split = encodeRows([{ a: 'AB' }, { a: 'CD' }], text).bytes;
    // Valid together, but the border of the two strings goes through a character.
    split.set([0x41, 0xc3, 0xa9, 0x41], Buffer.from(split).indexOf('ABCD'));
    expect(refusal(split, 2, text)).toContain('cast the column to binary');
  });
});
