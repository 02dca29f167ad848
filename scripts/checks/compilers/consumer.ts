// A program as a user of the package writes one. `npm run compilers` compiles it against the published declarations, with every compiler.
import { connect, type CloudConnection } from '../../../src/cloud.ts';
import { avg, coalesce, col, count, lit, max, sum } from '../../../src/functions.ts';
import {
  DataTypes,
  SparkSession,
  StructType,
  type DataFrame,
  type Decimal,
  type Plot,
  type Row,
  type Timestamp,
} from '../../../src/index.ts';
import { kafkaSink } from '../../../src/kafka.ts';
import { startLocalSpark, type LocalSpark } from '../../../src/local.ts';
import { injectTraceContext, traceSpark } from '../../../src/opentelemetry.ts';

/** Compiles only where a frame's rows have exactly this type. */
declare function exactly<Expected>(): <R extends object>(
  frame: DataFrame<R>,
  ...difference: Difference<R, Expected>
) => void;

type Difference<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? [] : [actual: A, expected: B];

const spark = await SparkSession.builder.remote('sc://127.0.0.1:15002').getOrCreate();

const groups = spark
  .range(1000)
  .withColumn('group', col('id').mod(3))
  .groupBy('group')
  .agg(count('*').alias('records'), avg('id').alias('mean'))
  .orderBy('group');
exactly<{ group: bigint | null; records: bigint; mean: number | null }>()(groups);

const orderType = new StructType()
  .add('id', DataTypes.LongType, false)
  .add('customer', DataTypes.StringType)
  .add('amount', DataTypes.createDecimalType(12, 2))
  .add('time', DataTypes.TimestampType)
  .add('address', new StructType().add('street', DataTypes.StringType));
const orders = spark.read.schema(orderType).parquet('/orders');
exactly<{
  id: bigint;
  customer: string | null;
  amount: Decimal | null;
  time: Timestamp | null;
  address: { street: string | null } | null;
}>()(orders);
exactly<{ ID: bigint; street: string | null }>()(orders.select('ID', 'address.street'));
exactly<{ id: string }>()(orders.select('id').withColumn('id', lit('x')));
exactly<{ customer: string | null; 'sum(amount)': Decimal | null }>()(orders.groupBy('customer').sum('amount'));
exactly<{ customer: string | null; most: Decimal | null; n: bigint }>()(
  orders.rollup('customer').agg(max('amount').alias('most'), count('*').alias('n')),
);
exactly<{ 'max(amount)': Decimal | null }>()(orders.agg({ amount: 'max' }));
exactly<{ a: bigint; b: string | null }>()(orders.select('id', 'customer').toDF('a', 'b'));
exactly<{ id: bigint | string | null }>()(orders.select('id').union(orders.select('customer')));
exactly<{ id: bigint; customer: string }>()(orders.select('id', 'customer').na.drop());
exactly<{ id: bigint; customer: string }>()(orders.select('id', 'customer').na.fill({ customer: 'nobody' }));
exactly<{ id: bigint; customer: string | null; n: number | null }>()(
  orders.select('id', 'customer').join(orders.select('id', col('id').cast('INT').alias('n')), 'id', 'left'),
);
exactly<{ x: string }>()(orders.select(coalesce('customer', lit('nobody')).alias('x')));
const plot: Plot = await orders.plot.bar({ x: 'customer', y: ['id', 'amount'] });
const picture: string = await plot.toSVG();
exactly<Row>()(orders.agg(...['id', 'amount'].map((name) => max(name))));

// @ts-expect-error Unknown column.
orders.select('nope');
// @ts-expect-error Unknown column.
orders.agg({ nope: 'max' });
// @ts-expect-error Unknown column.
await orders.plot.bar({ x: 'customer', y: 'price' });
// @ts-expect-error No such option.
spark.read.csv('/orders', { headers: true });
// @ts-expect-error A comparison of JavaScript is no column.
orders.filter(col('id') === 1);

const frames: DataFrame[] = [groups, orders];
let latest: DataFrame = orders;
for (const frame of frames) latest = latest.crossJoin(frame).withColumn('n', sum('n'));
const some = <R extends object>(frame: DataFrame<R>): DataFrame<R> => frame.limit(3);
exactly<{ id: bigint }>()(some(orders.select('id')));

const headers: Record<string, string> = injectTraceContext({ source: 'shop' });

export { headers, kafkaSink, latest, picture, traceSpark };

await using server: LocalSpark = await startLocalSpark({ kafka: true, config: { 'spark.master': 'local[4]' } });
await SparkSession.builder.local({ dir: server.folder }).getOrCreate();

const cloud: CloudConnection = await connect(
  { google: { projectId: 'my-project', region: 'us-central1' } },
  { onProgress: ({ message }) => console.log(message) },
);
await cloud.builder.token(({ refused }) => refused ?? 'first').getOrCreate();
await cloud.close();
