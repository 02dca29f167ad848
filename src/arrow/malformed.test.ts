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

it('a complete batch is decoded at any offset in memory', () => {
  for (let offset = 0; offset < 8; offset++) {
    const moved = new Uint8Array(bytes.length + offset);
    moved.set(bytes, offset);
    expect(decode(moved.subarray(offset))).toEqual(rows);
  }
});

it('a truncated batch is rejected unless only the end marker is missing', () => {
  expect(decode(bytes.subarray(0, -endOfStream))).toEqual(rows);
  for (let length = 0; length < bytes.length - endOfStream; length++) {
    expect(() => decode(bytes.slice(0, length)), `${length} bytes`).toThrow(SparkConnectError);
  }
});

it('a corrupt byte results in a SparkConnectError or in the announced number of rows', () => {
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

describe('a batch is rejected', () => {
  const refusal = (...args: Parameters<typeof decode>): string => {
    try {
      return `rows: ${decode(...args).length}`;
    } catch (error) {
      return (error as Error).message;
    }
  };
  const ofType = (type: StructType): string => refusal(bytes, 3, type);

  it('if the number of rows differs from the announced one', () => {
    expect(refusal(bytes, 2)).toBe(
      'The server sent an Arrow batch that cannot be read: it has 3 rows, but the server announced 2.',
    );
  });

  it('if its columns do not match the schema', () => {
    expect(ofType(new StructType(schema.fields.slice(0, 3)))).toContain('it has 4 columns instead of 3');
    expect(
      ofType(new StructType([{ ...schema.fields[0]!, dataType: DataTypes.IntegerType }, ...schema.fields.slice(1)])),
    ).toContain('column id of type int has the Arrow type int64 instead of int32');
  });

  it('if a length exceeds the data, without allocating that much memory', () => {
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
    expect(refusal(batch, 1, nothing)).toContain('but needs 2');
  });

  it('if it contains text that is not UTF-8', () => {
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
    // Valid as a whole, but the boundary between the two strings splits a character.
    split.set([0x41, 0xc3, 0xa9, 0x41], Buffer.from(split).indexOf('ABCD'));
    expect(refusal(split, 2, text)).toContain('cast the column to binary');
  });
});
