// Tests of the row types. If a line with @ts-expect-error compiles although it must not, `tsc` fails there.
import { expect, expectTypeOf, it } from 'vitest';
import { avg, col, count, expr, lit, max, sum } from '../../functions.ts';
import {
  DataTypes,
  SparkSession,
  StructType,
  type DataFrame,
  type Decimal,
  type Row,
  type Timestamp,
} from '../../index.ts';

const spark = SparkSession.builder.offline();

const orderType = new StructType()
  .add('id', DataTypes.LongType, false)
  .add('customer', DataTypes.StringType)
  .add('amount', DataTypes.createDecimalType(12, 2))
  .add('time', DataTypes.TimestampType)
  .add('tags', DataTypes.createArrayType(DataTypes.StringType))
  .add('address', new StructType().add('street', DataTypes.StringType));
const orders = spark.emptyDataFrame(orderType);
const customers = spark.emptyDataFrame(
  new StructType().add('customer', DataTypes.StringType, false).add('country', DataTypes.StringType),
);

/** Returns a value whose type is the row type of the DataFrame. */
const rowOf = <R extends object>(frame: DataFrame<R>): R => ({ plan: frame.toPlan() }) as unknown as R;

interface Order {
  id: bigint;
  customer: string | null;
  amount: Decimal | null;
  time: Timestamp | null;
  tags: (string | null)[] | null;
  address: { street: string | null } | null;
}

it('a declared schema determines the row type', () => {
  expectTypeOf(rowOf(orders)).toEqualTypeOf<Order>();
  const read = spark.read.schema(orderType).parquet('/orders');
  expectTypeOf(rowOf(read)).toEqualTypeOf<Order>();
  const table = spark.table<Order>('orders');
  expectTypeOf(rowOf(table)).toEqualTypeOf<Order>();
  const listed = new StructType([{ name: 'a', dataType: DataTypes.IntegerType, nullable: false }]);
  const frame = spark.emptyDataFrame(listed);
  expectTypeOf(rowOf(frame)).toEqualTypeOf<{ a: number }>();
  expect(orderType.fieldNames).toEqual(['id', 'customer', 'amount', 'time', 'tags', 'address']);
});

it('local data determines the row type, with or without a schema', () => {
  const declared = () => spark.createDataFrame([], orderType);
  expectTypeOf<Awaited<ReturnType<typeof declared>>>().toEqualTypeOf<DataFrame<Order>>();
  interface Note {
    id: number;
    readonly at: Date;
    tags: string[];
    author?: string;
    text: string | undefined;
  }
  const inferred = (notes: Note[]) => spark.createDataFrame(notes);
  expectTypeOf<Awaited<ReturnType<typeof inferred>>>().toEqualTypeOf<
    DataFrame<{ id: number; at: Timestamp; tags: string[]; author: string | null; text: string | null }>
  >();
  const named = () => spark.createDataFrame([[1, 'a']], ['id', 'name']);
  expectTypeOf<Awaited<ReturnType<typeof named>>>().toEqualTypeOf<DataFrame>();
  expect([declared, inferred, named]).toHaveLength(3);
});

it('select has the selected columns', () => {
  const some = orders.select('id', col('amount').alias('total'), lit('x').alias('text'), expr('1').alias('one'));
  expectTypeOf(rowOf(some)).toEqualTypeOf<{
    id: bigint;
    total: Decimal | null;
    text: string;
    one: unknown;
  }>();
  const all = orders.select('*', count('*').alias('n'));
  expectTypeOf(rowOf(all)).toEqualTypeOf<Order & { n: bigint } extends infer R ? { [K in keyof R]: R[K] } : never>();
  const cast = orders.select(col('id').cast('string').alias('text'), col('id').cast(DataTypes.IntegerType));
  expectTypeOf(rowOf(cast)).toEqualTypeOf<{ text: string | null; id: number | null }>();
  expect(some.toPlan().toJSON()).toHaveProperty('root.project');
});

it('an unknown column is a compile error', () => {
  // @ts-expect-error Unknown column.
  expect(() => orders.select('amuont')).not.toThrow();
  // @ts-expect-error Unknown column.
  expect(() => orders.select('id', 'amuont')).not.toThrow();
  // @ts-expect-error Unknown column.
  expect(() => orders.drop('amuont')).not.toThrow();
  // @ts-expect-error Unknown column.
  expect(() => orders.groupBy('amuont')).not.toThrow();
  // @ts-expect-error Unknown column.
  expect(() => orders.orderBy('amuont')).not.toThrow();
  // @ts-expect-error Unknown column.
  expect(() => orders.dropDuplicates('amuont')).not.toThrow();
  // @ts-expect-error Unknown column.
  expect(() => orders.col('amuont')).not.toThrow();
  // @ts-expect-error Unknown column.
  expect(() => orders.withColumnRenamed('amuont', 'amount')).not.toThrow();
  // @ts-expect-error Unknown column.
  expect(() => orders.na.drop('any', ['amuont'])).not.toThrow();
  // @ts-expect-error Unknown column.
  expect(() => orders.na.fill({ amuont: 0 })).not.toThrow();
  // @ts-expect-error Unknown column.
  expect(() => orders.groupBy('customer').sum('amuont')).not.toThrow();
  // @ts-expect-error The other side does not have this column.
  expect(() => orders.join(customers, 'id')).not.toThrow();
  // @ts-expect-error The column is no longer selected.
  expect(() => orders.select('id').filter(col('id').gt(1)).select('amount')).not.toThrow();
});

it('adding, replacing, renaming and dropping columns changes the row type', () => {
  const added = orders.select('id', 'amount').withColumn('id', lit('x')).withColumn('n', count('*'));
  expectTypeOf(rowOf(added)).toEqualTypeOf<{ id: string; amount: Decimal | null; n: bigint }>();
  const several = orders.select('id').withColumns({ a: col('id'), b: lit(true) });
  expectTypeOf(rowOf(several)).toEqualTypeOf<{ id: bigint; a: bigint; b: boolean }>();
  const renamed = orders.select('id', 'amount').withColumnRenamed('amount', 'total');
  expectTypeOf(rowOf(renamed)).toEqualTypeOf<{ id: bigint; total: Decimal | null }>();
  const both = orders.select('id', 'amount').withColumnsRenamed({ id: 'a', amount: 'b' });
  expectTypeOf(rowOf(both)).toEqualTypeOf<{ a: bigint; b: Decimal | null }>();
  const dropped = orders.drop('time', 'tags', 'address', 'customer');
  expectTypeOf(rowOf(dropped)).toEqualTypeOf<{ id: bigint; amount: Decimal | null }>();
  expect(dropped.toPlan().toJSON()).toHaveProperty('root.drop');
});

it('groupings, joins and unions have exact row types', () => {
  const grouped = orders.groupBy('customer').agg(count('*').alias('n'), sum('amount').alias('total'));
  expectTypeOf(rowOf(grouped)).toEqualTypeOf<{ customer: string | null; n: bigint; total: Decimal | null }>();
  const counted = orders.groupBy('customer').count();
  expectTypeOf(rowOf(counted)).toEqualTypeOf<{ customer: string | null; count: bigint }>();
  const total = orders.agg(max('amount').alias('most'));
  expectTypeOf(rowOf(total)).toEqualTypeOf<{ most: Decimal | null }>();
  const inner = orders.select('id', 'customer').join(customers, 'customer');
  expectTypeOf(rowOf(inner)).toEqualTypeOf<{
    id: bigint;
    customer: string | null;
    country: string | null;
  }>();
  const ids = orders.select('id');
  const left = ids.join(ids.withColumn('name', lit('x')), ['id'], 'left');
  expectTypeOf(rowOf(left)).toEqualTypeOf<{ id: bigint; name: string | null }>();
  const anti = orders.join(customers, ['customer'], 'left_anti');
  expectTypeOf(rowOf(anti)).toEqualTypeOf<Order>();
  const united = ids.union(ids.select(col('id').cast('int').alias('id')));
  expectTypeOf(rowOf(united)).toEqualTypeOf<{ id: bigint | number | null }>();
  expect(anti.toPlan().toJSON()).toHaveProperty('root.join');
});

it('unknown columns give loose rows, on which every method works', () => {
  const name: string = 'amount';
  const dynamic = orders.select(name, 'id');
  expectTypeOf(rowOf(dynamic)).toEqualTypeOf<Row>();
  const computed = orders.select(col('amount').plus(1), 'id');
  expectTypeOf(rowOf(computed)).toEqualTypeOf<Row>();
  const table = spark.table('anything');
  expectTypeOf(rowOf(table)).toEqualTypeOf<Row>();
  const anything = table.select('a', 'b').withColumn('c', lit(1)).drop('d').groupBy('e').agg(avg('f').alias('g'));
  expectTypeOf(rowOf(anything)).toEqualTypeOf<Row>();
  const joined = table.join(orders, 'id');
  expectTypeOf(rowOf(joined)).toEqualTypeOf<Row>();
  const count = (frame: DataFrame): DataFrame => frame.groupBy('x').count();
  expect(count(orders).toPlan().toJSON()).toHaveProperty('root.aggregate');
  const list: DataFrame[] = [orders, customers, table];
  expect(list).toHaveLength(3);
  const generic = <R extends object>(frame: DataFrame<R>): DataFrame<R> => frame.filter('id > 1').limit(3);
  const same = generic(orders);
  expectTypeOf(rowOf(same)).toEqualTypeOf<Order>();
});

it('unknown join types and modes are compile errors', () => {
  // @ts-expect-error Unknown join type.
  expect(() => orders.join(customers, 'customer', 'left_outside')).toThrow('Unknown join type "left_outside"');
  // @ts-expect-error Unknown mode.
  expect(() => orders.write.mode('add')).toThrow('Unknown save mode "add"');
  // @ts-expect-error Unknown mode.
  expect(() => spark.read.csv('/x', { mode: 'loose' })).not.toThrow();
  // @ts-expect-error Unknown mode.
  expect(() => orders.na.drop('some')).toThrow('Unknown way to drop rows "some". Expected one of: any, all.');
});
