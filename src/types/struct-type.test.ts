import { expect, it } from 'vitest';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { fromProto, toProto } from './data-type-proto.ts';
import type { DataType } from './data-type.ts';
import { DataTypes } from './data-types.ts';
import { StructType } from './struct-type.ts';

const address = new StructType().add('Street', DataTypes.StringType, false).add('zip code', DataTypes.IntegerType);
const schema = new StructType()
  .add('id', DataTypes.LongType, false)
  .add('unit price', DataTypes.createDecimalType(12, 2))
  .add('address', address)
  .add('tags', DataTypes.createArrayType(DataTypes.createVarcharType(5), false))
  .add('scores', DataTypes.createMapType(DataTypes.StringType, DataTypes.createArrayType(DataTypes.DoubleType)));

it('is written as DDL', () => {
  expect(schema.toDDL()).toBe(
    'id BIGINT NOT NULL,`unit price` DECIMAL(12,2),address STRUCT<Street: STRING NOT NULL, `zip code`: INT>,' +
      'tags ARRAY<VARCHAR(5)>,scores MAP<STRING,ARRAY<DOUBLE>>',
  );
  expect(new StructType().add('a`b', DataTypes.DateType).toDDL()).toBe('`a``b` DATE');
});

it('is written as JSON', () => {
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

it('is printed as a tree', () => {
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

it('is a value', () => {
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

it.each(types.map((type) => [type.typeName, type] as const))('%s survives the way over the wire', (_name, type) => {
  expect(fromProto(toProto(type))).toEqual(type);
});

it.each([
  [0, 0],
  [39, 0],
  [5, 6],
  [5, -1],
  [NaN, 0],
])('there is no decimal(%s,%s)', (precision, scale) => {
  expect(() => DataTypes.createDecimalType(precision, scale)).toThrow(IllegalArgumentException);
});
