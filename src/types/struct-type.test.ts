import { expect, expectTypeOf, it } from 'vitest';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { fromProto, toProto } from './data-type-proto.ts';
import type { AtomicType, DataType } from './data-type.ts';
import { DataTypes } from './data-types.ts';
import { StructType } from './struct-type.ts';

const address = new StructType().add('Street', DataTypes.StringType, false).add('zip code', DataTypes.IntegerType);
const schema = new StructType()
  .add('id', DataTypes.LongType, false)
  .add('unit price', DataTypes.createDecimalType(12, 2))
  .add('address', address)
  .add('tags', DataTypes.createArrayType(DataTypes.createVarcharType(5), false))
  .add('scores', DataTypes.createMapType(DataTypes.StringType, DataTypes.createArrayType(DataTypes.DoubleType)));

it('toDDL() returns the schema as DDL', () => {
  expect(schema.toDDL()).toBe(
    'id BIGINT NOT NULL,`unit price` DECIMAL(12,2),address STRUCT<Street: STRING NOT NULL, `zip code`: INT>,' +
      'tags ARRAY<VARCHAR(5)>,scores MAP<STRING,ARRAY<DOUBLE>>',
  );
  expect(new StructType().add('a`b', DataTypes.DateType).toDDL()).toBe('`a``b` DATE');
});

it('json() returns the schema as JSON', () => {
  expect(JSON.parse(schema.json())).toEqual({
    type: 'struct',
    fields: [
      { name: 'id', type: 'long', nullable: false, metadata: {} },
      { name: 'unit price', type: 'decimal(12,2)', nullable: true, metadata: {} },
      {
        name: 'address',
        type: {
          type: 'struct',
          fields: [
            { name: 'Street', type: 'string', nullable: false, metadata: {} },
            { name: 'zip code', type: 'integer', nullable: true, metadata: {} },
          ],
        },
        nullable: true,
        metadata: {},
      },
      {
        name: 'tags',
        type: { type: 'array', elementType: 'varchar(5)', containsNull: false },
        nullable: true,
        metadata: {},
      },
      {
        name: 'scores',
        type: {
          type: 'map',
          keyType: 'string',
          valueType: { type: 'array', elementType: 'double', containsNull: true },
          valueContainsNull: true,
        },
        nullable: true,
        metadata: {},
      },
    ],
  });
});

it('treeString() returns the schema as a tree', () => {
  expect(schema.treeString()).toBe(`root
 |-- id: long (nullable = false)
 |-- unit price: decimal(12,2) (nullable = true)
 |-- address: struct (nullable = true)
 |    |-- Street: string (nullable = false)
 |    |-- zip code: integer (nullable = true)
 |-- tags: array (nullable = true)
 |    |-- element: varchar(5) (containsNull = false)
 |-- scores: map (nullable = true)
 |    |-- key: string
 |    |-- value: array (valueContainsNull = true)
 |    |    |-- element: double (containsNull = true)
`);
});

it('is immutable', () => {
  const empty = new StructType();
  expect(empty.add('a', DataTypes.StringType).fieldNames).toEqual(['a']);
  expect(empty.fieldNames).toEqual([]);
  expect(Object.isFrozen(schema.fields)).toBe(true);
});

const types: DataType[] = [
  ...Object.values(DataTypes).filter((type) => typeof type === 'object'),
  DataTypes.createCharType(3),
  { typeName: 'year_month_interval', startField: 0, endField: 1 },
  { typeName: 'day_time_interval', startField: 1, endField: 3 },
  { typeName: 'udt', className: 'org.example.Point', sqlType: DataTypes.DoubleType },
  new StructType().add('a', DataTypes.StringType, false, { comment: 'why' }),
  schema,
];

it.each(types.map((type) => [type.typeName, type] as const))(
  'a type is unchanged by conversion to and from the protocol: %s',
  (_name, type) => {
    expect(fromProto(toProto(type))).toEqual(type);
  },
);

it.each([
  [0, 0],
  [39, 0],
  [5, 6],
  [5, -1],
  [NaN, 0],
])('createDecimalType() rejects (%s,%s)', (precision, scale) => {
  expect(() => DataTypes.createDecimalType(precision, scale)).toThrow(IllegalArgumentException);
});

it('simpleString() returns the schema in one line, as Spark does', () => {
  expect(schema.simpleString()).toBe(
    'struct<id:bigint,unit price:decimal(12,2),address:struct<Street:string,zip code:int>,' +
      'tags:array<varchar(5)>,scores:map<string,array<double>>>',
  );
  expect(new StructType().simpleString()).toBe('struct<>');
});

it('get() returns a field by name', () => {
  expect(schema.get('id')).toEqual({ name: 'id', dataType: { typeName: 'long' }, nullable: false });
  expectTypeOf(schema.get('id').dataType).toEqualTypeOf<AtomicType<'long'>>();
  expectTypeOf(StructType.fromJson(schema.json()).get('id').dataType).toEqualTypeOf<DataType>();
  // @ts-expect-error Unknown field.
  expect(() => schema.get('ID')).toThrow(
    'The schema has no field "ID". Its fields are id, unit price, address, tags, scores.',
  );
});

it('add() accepts SQL types', () => {
  const words = new StructType()
    .add('a', 'int', false)
    .add('b', 'Decimal(12, 2)')
    .add('c', 'array<string>')
    .add('d', 'BIGINT');
  expect(words.toDDL()).toBe('a INT NOT NULL,b DECIMAL(12,2),c ARRAY<STRING>,d BIGINT');
  expect(() => words.add('e', 'integr')).toThrow('"integr" is not a Spark type');
});

it.each([
  ['INT', 'int'],
  ['integer', 'int'],
  ['long', 'bigint'],
  ['decimal', 'decimal(10,0)'],
  ['numeric(5)', 'decimal(5,0)'],
  ['char(3)', 'char(3)'],
  ['timestamp_ltz', 'timestamp'],
  ['interval year', 'interval year'],
  ['INTERVAL DAY TO MINUTE', 'interval day to minute'],
  ['interval', 'interval'],
  ['map<string, array<struct<a: int, `b c`:date>>>', 'map<string,array<struct<a:int,b c:date>>>'],
  ["struct<a int NOT NULL COMMENT 'it\\'s', b:void>", 'struct<a:int,b:void>'],
  ['struct<>', 'struct<>'],
  ['array < array<int> >', 'array<array<int>>'],
])('add() parses the type %j as %s', (text, expected) => {
  expect(new StructType().add('x', text).simpleString()).toBe(`struct<x:${expected}>`);
});

it.each([
  '',
  'array',
  'array<int',
  'array<int,int>',
  'map<int>',
  'decimal(39)',
  'decimal(1,2,3)',
  'char',
  'int)',
  'interval month to year',
  'interval day to x',
  'struct<a>',
  'constructor',
  'a int',
  'struct<a int comment b>',
])('add() rejects the type %j', (text) => {
  expect(() => new StructType().add('x', text)).toThrow(IllegalArgumentException);
});

it('fromJson() reads the output of json() and jsonValue()', () => {
  const all = schema
    .add('when', { typeName: 'day_time_interval', startField: 0, endField: 3 })
    .add('months', { typeName: 'year_month_interval', startField: 1, endField: 1 })
    .add('code', DataTypes.createCharType(3), true, { comment: 'c', nested: { a: [1] } })
    .add('point', { typeName: 'udt', className: 'org.example.Point', sqlType: DataTypes.DoubleType })
    .add('none', DataTypes.NullType)
    .add('wall', DataTypes.TimestampNTZType)
    .add('old', DataTypes.CalendarIntervalType);
  expect(StructType.fromJson(all.json())).toEqual(all);
  expect(StructType.fromJson(all.jsonValue())).toEqual(all);
  expect(JSON.stringify(all.jsonValue())).toBe(all.json());
});

it.each([
  ['{', 'The schema is not valid JSON'],
  ['"int"', 'is not a schema in the format of Spark'],
  ['{"type":"struct"}', 'is not a schema'],
  ['{"type":"struct","fields":[{"type":"long"}]}', 'is not a field'],
  ['{"type":"struct","fields":[{"name":"a","type":{"type":"list"}}]}', '{"type":"list"} is not a type'],
  ['{"type":"struct","fields":[{"name":"a"}]}', 'is not a type'],
  ['null', 'null is not a schema'],
])('fromJson() rejects %s', (json, message) => {
  expect(() => StructType.fromJson(json)).toThrow(IllegalArgumentException);
  expect(() => StructType.fromJson(json)).toThrow(message);
});
