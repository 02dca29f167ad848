import { expect, it } from 'vitest';
import { DataTypes } from '../types/data-types.ts';
import type { Row } from '../types/row.ts';
import { StructType } from '../types/struct-type.ts';
import { rowDecoder } from './decode-rows.ts';
import { encodeRows } from './encode-rows.ts';

const nullable = true;
const pair = new StructType([
  { name: 'a', dataType: DataTypes.IntegerType, nullable },
  { name: 'b', dataType: DataTypes.StringType, nullable },
]);
const createSchema = (): StructType =>
  new StructType([
    { name: 'id', dataType: DataTypes.LongType, nullable },
    { name: 'x', dataType: DataTypes.DoubleType, nullable },
    { name: 'pair', dataType: pair, nullable },
    { name: 'list', dataType: DataTypes.createArrayType(DataTypes.StringType), nullable },
  ]);
const written = createSchema();
const rowsFrom = (start: number, count: number): Row[] =>
  Array.from({ length: count }, (_, index) => {
    const id = start + index;
    return { id: BigInt(id), x: id / 4, pair: { a: id, b: `b${id}` }, list: [null, `${id}`] };
  });

/** As a message holds them: something before, something behind. */
function inMessage(bytes: Uint8Array, offset: number): Uint8Array {
  const message = new Uint8Array(offset + bytes.length + 16).fill(7);
  message.set(bytes, offset);
  return message.subarray(offset, offset + bytes.length);
}

it.each([3, 2000])('%i rows are the same wherever in a message they stand', (count) => {
  const rows = rowsFrom(0, count);
  for (let offset = 0; offset <= 16; offset++) {
    const data = inMessage(encodeRows(rows, written).bytes, offset);
    const decoded: Row[] = [];
    rowDecoder(written, 'kept', {}).decode(data, count, decoded);
    expect(decoded).toEqual(rows);
    const message = new Uint8Array(data.buffer);
    for (const around of [message.subarray(0, offset - (offset % 8)), message.subarray(-16)]) {
      expect(around.every((byte) => byte === 7)).toBe(true);
    }
  }
});

it('a decoder serves all results of its schema, those that are under way together too', () => {
  const again = createSchema();
  const decoder = rowDecoder(written, 'kept', {});
  expect(rowDecoder(again, 'kept', {})).toBe(decoder);
  expect(rowDecoder(again, 'passing', {})).not.toBe(decoder);
  expect(rowDecoder(again, 'kept', { longs: 'number' })).not.toBe(decoder);
  const results: Row[][] = [[], []];
  for (let batch = 0; batch < 4; batch++) {
    results.forEach((rows, result) => {
      decoder.decode(encodeRows(rowsFrom(100 * result + 10 * batch, 10), written).bytes, 10, rows);
    });
  }
  expect(results).toEqual([rowsFrom(0, 40), rowsFrom(100, 40)]);
});

it('decoders of many schemas make room for each other', () => {
  const schemaOf = (name: string): StructType => new StructType([{ name, dataType: DataTypes.LongType, nullable }]);
  const first = rowDecoder(schemaOf('c0'), 'kept', {});
  const second = rowDecoder(schemaOf('c1'), 'kept', {});
  for (let index = 2; index <= 100; index++) {
    rowDecoder(schemaOf(`c${index}`), 'kept', {});
    rowDecoder(schemaOf('c1'), 'kept', {});
  }
  expect(rowDecoder(schemaOf('c1'), 'kept', {})).toBe(second);
  expect(rowDecoder(schemaOf('c0'), 'kept', {})).not.toBe(first);
});
