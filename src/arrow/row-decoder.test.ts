import { expect, it } from 'vitest';
import { DataTypes } from '../types/data-types.ts';
import { rowColumns, rowValues, type Row } from '../types/row.ts';
import { StructType } from '../types/struct-type.ts';
import { rowDecoder } from './decode-rows.ts';
import type { ValueOptions } from './value-options.ts';
import { encodeRows } from './encode-rows.ts';
import { inferStruct } from './infer-type.ts';
import { Place } from './place.ts';

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

/** Embeds the bytes in a larger message. */
function inMessage(bytes: Uint8Array, offset: number): Uint8Array {
  const message = new Uint8Array(offset + bytes.length + 16).fill(7);
  message.set(bytes, offset);
  return message.subarray(offset, offset + bytes.length);
}

it.each([3, 2000])('decodes %i rows at any offset in a message', (count) => {
  const rows = rowsFrom(0, count);
  for (let offset = 0; offset <= 16; offset++) {
    const data = inMessage(encodeRows(rows, written).bytes, offset);
    const decoded: Row[] = [];
    rowDecoder(written, 'retained', {}).decode(data, count, decoded);
    expect(decoded).toEqual(rows);
    const message = new Uint8Array(data.buffer);
    for (const around of [message.subarray(0, offset - (offset % 8)), message.subarray(-16)]) {
      expect(around.every((byte) => byte === 7)).toBe(true);
    }
  }
});

it('a decoder is shared by all results of its schema, including concurrent ones', () => {
  const again = createSchema();
  const decoder = rowDecoder(written, 'retained', {});
  expect(rowDecoder(again, 'retained', {})).toBe(decoder);
  expect(rowDecoder(again, 'streamed', {})).not.toBe(decoder);
  expect(rowDecoder(again, 'retained', { longs: 'number' })).not.toBe(decoder);
  const results: Row[][] = [[], []];
  for (let batch = 0; batch < 4; batch++) {
    results.forEach((rows, result) => {
      decoder.decode(encodeRows(rowsFrom(100 * result + 10 * batch, 10), written).bytes, 10, rows);
    });
  }
  expect(results).toEqual([rowsFrom(0, 40), rowsFrom(100, 40)]);
});

it('the least recently used decoder is evicted from the cache', () => {
  const schemaOf = (name: string): StructType => new StructType([{ name, dataType: DataTypes.LongType, nullable }]);
  const first = rowDecoder(schemaOf('c0'), 'retained', {});
  const second = rowDecoder(schemaOf('c1'), 'retained', {});
  for (let index = 2; index <= 100; index++) {
    rowDecoder(schemaOf(`c${index}`), 'retained', {});
    rowDecoder(schemaOf('c1'), 'retained', {});
  }
  expect(rowDecoder(schemaOf('c1'), 'retained', {})).toBe(second);
  expect(rowDecoder(schemaOf('c0'), 'retained', {})).not.toBe(first);
});

const years = new StructType([
  { name: 'name', dataType: DataTypes.StringType, nullable },
  { name: '2025', dataType: DataTypes.LongType, nullable },
  { name: '2024', dataType: DataTypes.DoubleType, nullable: false },
]);
const nested = new StructType([
  { name: 'b', dataType: years, nullable },
  { name: '1', dataType: DataTypes.createArrayType(years), nullable },
]);
const year: Row = { name: 'a', '2025': 5n, '2024': 0.5 };
const decode = (schema: StructType, rows: readonly object[], options: ValueOptions): object[] => {
  const decoded: object[] = [];
  rowDecoder(schema, 'retained', options).decode(encodeRows(rows, schema).bytes, rows.length, decoded);
  return decoded;
};

it('rows and structs keep the order of their columns if JavaScript orders the properties differently', () => {
  const [row] = decode(nested, [{ b: year, '1': [year] }], {}) as [{ b: Row; '1': Row[] }];
  expect(row).toStrictEqual({ b: year, '1': [year] });
  expect(rowColumns(row)).toEqual(['b', '1']);
  expect(rowColumns(row.b)).toEqual(['name', '2025', '2024']);
  expect(rowValues(row['1'][0]!)).toEqual(['a', 5n, 0.5]);
  expect(inferStruct([row], new Place()).toDDL()).toBe(
    'b STRUCT<name: STRING, `2025`: BIGINT, `2024`: DOUBLE>,' +
      '`1` ARRAY<STRUCT<name: STRING, `2025`: BIGINT, `2024`: DOUBLE>>',
  );
});

it('rows and structs are arrays on request, even with repeated names', () => {
  const rows = [
    { b: year, '1': [year, null] },
    { b: null, '1': [] },
  ];
  const arrays = [
    [
      ['a', 5n, 0.5],
      [['a', 5n, 0.5], null],
    ],
    [null, []],
  ];
  expect(decode(nested, rows, { rows: 'arrays' })).toEqual(arrays);
  expect(decode(nested, rows, { rows: 'arrays', longs: 'number' })[0]).toEqual([
    ['a', 5, 0.5],
    [['a', 5, 0.5], null],
  ]);
  const field = { name: 'x', dataType: DataTypes.LongType, nullable };
  const twice = new StructType([field, { ...field, dataType: new StructType([field, field]) }]);
  const bytes = encodeRows(
    [{ a: 1n, b: [2n, 3n] }],
    new StructType([
      { ...field, name: 'a' },
      { ...field, name: 'b', dataType: new StructType([field, field]) },
    ]),
  ).bytes;
  const decoded: object[] = [];
  rowDecoder(twice, 'retained', { rows: 'arrays' }).decode(bytes, 1, decoded);
  expect(decoded).toEqual([[1n, [2n, 3n]]]);
  expect(() => rowDecoder(twice, 'retained', {})).toThrow(
    "several columns named x. Rename them with alias(), or read the result with { rows: 'arrays' }",
  );
  expect(() => rowDecoder(years, 'retained', { rows: 'tuples' as 'arrays' })).toThrow('Unknown form of rows "tuples"');
});
