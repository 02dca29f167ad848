import fc from 'fast-check';
import { expect, expectTypeOf, it } from 'vitest';
import {
  DataTypes,
  DayTimeInterval,
  Decimal,
  jsonReplacer,
  LocalDate,
  rowColumns,
  rowsFromJson,
  rowsToJson,
  rowValues,
  StructType,
  Timestamp,
  TimestampNtz,
  YearMonthInterval,
  type DataType,
} from '../index.ts';
import { rememberOrder } from '../types/row.ts';
import { typedFrames } from '../../test/support/typed-values.ts';

it('rowsFromJson restores rows of every type that rowsToJson has written', () => {
  fc.assert(
    fc.property(typedFrames, ({ schema, rows }) => {
      const text = rowsToJson(rows);
      expect(rowsFromJson(text, schema)).toEqual(rows);
      expect(rowsFromJson(JSON.stringify(rows, jsonReplacer), schema)).toEqual(rows);
      expect(rowsToJson(rowsFromJson(text, schema))).toBe(text);
      const arrays = rows.map(rowValues);
      expect(rowsFromJson(rowsToJson(arrays), schema)).toEqual(arrays);
    }),
  );
});

it.each<[DataType, unknown, string]>([
  [DataTypes.LongType, 2n ** 63n - 1n, '"9223372036854775807"'],
  [DataTypes.DoubleType, 0.5, '0.5'],
  [DataTypes.DoubleType, -0, '"-0"'],
  [DataTypes.FloatType, NaN, '"NaN"'],
  [DataTypes.DoubleType, -Infinity, '"-Infinity"'],
  [DataTypes.createDecimalType(6, 2), Decimal.parse('1.50'), '"1.50"'],
  [DataTypes.BinaryType, Uint8Array.of(104, 105), '"aGk="'],
  [DataTypes.DateType, new LocalDate(0), '"1970-01-01"'],
  [DataTypes.TimestampType, new Timestamp(1n), '"1970-01-01T00:00:00.000001Z"'],
  [DataTypes.TimestampNTZType, new TimestampNtz(0n), '"1970-01-01T00:00:00"'],
  [{ typeName: 'year_month_interval', startField: 0, endField: 1 }, new YearMonthInterval(-14), '"-1-2"'],
  [{ typeName: 'day_time_interval', startField: 0, endField: 3 }, new DayTimeInterval(1n), '"0 00:00:00.000001"'],
  [DataTypes.createMapType(DataTypes.LongType, DataTypes.LongType), new Map([[1n, null]]), '[["1",null]]'],
  [
    new StructType().add('__proto__', 'bigint').add('toJSON', 'bigint'),
    { ['__proto__']: 1n, toJSON: 2n },
    '{"__proto__":"1","toJSON":"2"}',
  ],
  [DataTypes.NullType, null, 'null'],
])('%o: %o is %s', (dataType, value, json) => {
  const text = `[{"v":${json}}]`;
  expect(rowsToJson([{ v: value }])).toBe(text);
  expect(JSON.stringify([{ v: value }], jsonReplacer)).toBe(text);
  expect(rowsFromJson(text, new StructType([{ name: 'v', dataType, nullable: true }]))).toEqual([{ v: value }]);
});

it('jsonReplacer writes a Buffer like other binary values, and omits what JSON.stringify omits', () => {
  expect(rowsToJson([{ b: Buffer.from('hi') }])).toBe('[{"b":"aGk="}]');
  const body = { b: Buffer.from('hi'), none: undefined, call: () => 1, at: new Date(0) };
  expect(JSON.stringify(body, jsonReplacer)).toBe('{"b":"aGk=","at":"1970-01-01T00:00:00.000Z"}');
  expect(() => rowsToJson([{ call: () => 1 }])).toThrow('A function cannot be a value of a row.');
});

it('rowsToJson keeps the order of columns', () => {
  const schema = new StructType().add('name', 'string').add('2025', 'int').add('2024', 'int');
  const text = '[{"name":"a","2025":5,"2024":4}]';
  const rows = rowsFromJson(text, schema);
  expect(rows.map(rowColumns)).toEqual([['name', '2025', '2024']]);
  expect(rowsToJson(rows)).toBe(text);
  expect(rowsToJson([rememberOrder({ 1: 'x', a: { 1: 2, 0: 3 } }, ['a', '1'])])).toBe('[{"a":{"0":3,"1":2},"1":"x"}]');
});

it('the schema determines the row type of rowsFromJson', () => {
  const schema = new StructType().add('id', 'bigint', false).add('day', 'date');
  expectTypeOf(rowsFromJson('[]', schema)).toEqualTypeOf<{ id: bigint; day: LocalDate | null }[]>();
  expect(rowsFromJson('[{"id":7}]', schema)).toEqual([{ id: 7n, day: null }]);
});

it.each([
  ['{', 'The text is not valid JSON'],
  ['{}', 'The JSON is not an array of rows.'],
  ['[5]', 'Row 0 holds 5, which is not a valid struct<id:bigint,'],
  [
    '[{"id":"1"},{"id":"1.5"}]',
    'Row 1, column id holds "1.5", which is not a valid bigint value in the format of rowsToJson.',
  ],
  ['[{"id":null}]', 'Row 0, column id holds null, which is not a valid bigint'],
  ['[{"id":1,"price":"1.234"}]', 'Row 0, column price holds "1.234", which is not a valid decimal(6,2)'],
  ['[{"id":1,"s":{"at":"soon"}}]', 'Row 0, column s.at holds "soon", which is not a valid timestamp'],
  ['[{"id":1,"list":["aGk"]}]', 'Row 0, column list[] holds "aGk", which is not a valid binary'],
  ['[{"id":1,"map":{"a":1}}]', 'Row 0, column map holds {"a":1}, which is not a valid map<string,int>'],
  ['[{"id":1,"map":[["a",0.5]]}]', 'Row 0, column map value holds 0.5, which is not a valid int'],
  ['[{"id":1,"map":[["a",2147483648]]}]', 'Row 0, column map value holds 2147483648, which is not a valid int'],
  ['[[1]]', 'Row 0 holds [1], which is not a valid struct'],
])('rowsFromJson rejects %s', (text, message) => {
  const schema = new StructType()
    .add('id', 'bigint', false)
    .add('price', 'decimal(6,2)')
    .add('s', 'struct<at:timestamp>')
    .add('list', 'array<binary>')
    .add('map', 'map<string,int>');
  expect(() => rowsFromJson(text, schema)).toThrow(message);
});
