// Tests of the result types. If a line with @ts-expect-error compiles although it must not, `tsc` fails there.
import { expect, expectTypeOf, it } from 'vitest';
import {
  DataTypes,
  SparkSession,
  StructType,
  type DataFrame,
  type Decimal,
  type LocalDate,
  type Row,
  type RowOfSchema,
  type RowOptions,
  type Timestamp,
} from '../../index.ts';

const spark = SparkSession.builder.offline();

interface Given {
  s: { d: Date; readonly n?: number; deep: { at: Date | null }[] };
  b: Buffer;
  id: bigint;
  m: Map<string, { ids: readonly bigint[] }>;
  price: Decimal;
  day: LocalDate | undefined;
  kind: 'a' | 'b';
}

interface Back {
  s: { d: Timestamp; n: number | null; deep: { at: Timestamp | null }[] };
  b: Uint8Array;
  id: bigint;
  m: Map<string, { ids: bigint[] }>;
  price: Decimal;
  day: LocalDate | null;
  kind: 'a' | 'b';
}

interface BackAsNumbers extends Omit<Back, 'id' | 'm'> {
  id: number;
  m: Map<string, { ids: number[] }>;
}

type Flat<T> = { [K in keyof T]: T[K] };

const local = (rows: Given[]) => spark.createDataFrame(rows);
type Local = Awaited<ReturnType<typeof local>>;

it('createDataFrame has the types of the returned rows, at every depth', () => {
  expectTypeOf<Local>().toEqualTypeOf<DataFrame<Flat<Back>>>();
  const loose = (rows: Record<string, Date>[]) => spark.createDataFrame(rows);
  expectTypeOf<Awaited<ReturnType<typeof loose>>>().toEqualTypeOf<DataFrame>();
  const within = (rows: { a: Record<string, Date>; b: unknown }[]) => spark.createDataFrame(rows);
  expectTypeOf<Awaited<ReturnType<typeof within>>>().toEqualTypeOf<
    DataFrame<{ a: Record<string, Timestamp | null>; b: unknown }>
  >();
  const mixed = () => spark.createDataFrame([{ s: { a: 1 } }, { s: { b: 'x' } }]);
  expectTypeOf<Awaited<ReturnType<typeof mixed>>>().toEqualTypeOf<
    DataFrame<{ s: { a: number; b: null } } | { s: { a: null; b: string } }>
  >();
  expect([local, loose, within, mixed]).toHaveLength(4);
});

it('row options determine the type of the rows', () => {
  const read = (frame: Local) => ({
    plain: frame.collect(),
    numbers: frame.collect({ longs: 'number' }),
    bigints: frame.take(1, { longs: 'bigint', tags: ['a'] }),
    arrays: frame.tail(1, { rows: 'arrays' }),
    both: frame.head(1, { rows: 'arrays', longs: 'number' }),
    first: frame.first({ longs: 'number' }),
    one: frame.head(),
    passing: frame.toLocalIterator({ longs: 'number' }),
    unknown: (options: RowOptions) => frame.collect(options),
    longs: (longs: 'bigint' | 'number') => frame.collect({ longs }),
  });
  type Read = ReturnType<typeof read>;
  expectTypeOf<Awaited<Read['plain']>>().toEqualTypeOf<Flat<Back>[]>();
  expectTypeOf<Awaited<Read['numbers']>>().toEqualTypeOf<Flat<BackAsNumbers>[]>();
  expectTypeOf<Awaited<Read['bigints']>>().toEqualTypeOf<Flat<Back>[]>();
  expectTypeOf<Awaited<Read['arrays']>>().toEqualTypeOf<unknown[][]>();
  expectTypeOf<Awaited<Read['both']>>().toEqualTypeOf<unknown[][]>();
  expectTypeOf<Awaited<Read['first']>>().toEqualTypeOf<Flat<BackAsNumbers> | undefined>();
  expectTypeOf<Awaited<Read['one']>>().toEqualTypeOf<Flat<Back> | undefined>();
  expectTypeOf<Read['passing']>().toEqualTypeOf<AsyncGenerator<Flat<BackAsNumbers>, void, undefined>>();
  expectTypeOf<Awaited<ReturnType<Read['unknown']>>>().toEqualTypeOf<
    (Flat<Back> | Flat<BackAsNumbers> | unknown[])[]
  >();
  expectTypeOf<Awaited<ReturnType<Read['longs']>>>().toEqualTypeOf<(Flat<Back> | Flat<BackAsNumbers>)[]>();
  // @ts-expect-error Unknown option.
  const wrong = (frame: Local) => frame.collect({ longs: 'number', lungs: 'number' });
  // @ts-expect-error Unknown row format.
  const other = (frame: Local) => frame.collect({ rows: 'tuples' });
  expect([read, wrong, other]).toHaveLength(3);
});

it('rows of a declared schema have numbers instead of bigints on request', () => {
  const type = new StructType()
    .add('id', DataTypes.LongType, false)
    .add('at', DataTypes.TimestampType)
    .add('ids', DataTypes.createArrayType(DataTypes.LongType));
  const frame = spark.emptyDataFrame(type);
  const read = () => frame.collect({ longs: 'number' });
  expectTypeOf<Awaited<ReturnType<typeof read>>>().toEqualTypeOf<
    { id: number; at: Timestamp | null; ids: (number | null)[] | null }[]
  >();
  const loose = () => spark.table('t').collect({ longs: 'number' });
  expectTypeOf<Awaited<ReturnType<typeof loose>>>().toEqualTypeOf<Row[]>();
  expect([read, loose]).toHaveLength(2);
});

it('field types given as DDL strings determine the row type', () => {
  const words = new StructType()
    .add('a', 'int', false)
    .add('b', 'Decimal(12, 2)')
    .add('c', 'array<string>')
    .add('d', 'BIGINT');
  expectTypeOf<RowOfSchema<typeof words>>().toEqualTypeOf<{
    a: number;
    b: Decimal | null;
    c: unknown;
    d: bigint | null;
  }>();
  expect(words.fieldNames).toEqual(['a', 'b', 'c', 'd']);
});
