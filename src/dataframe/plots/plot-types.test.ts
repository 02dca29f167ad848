// Tests of the types of df.plot. If a line with @ts-expect-error compiles although it must not, `tsc` fails there.
import { expect, expectTypeOf, it } from 'vitest';
import { SparkSession, StructType, type DataFrame, type Plot } from '../../index.ts';

const spark = SparkSession.builder.offline();
const orders = spark.read
  .schema(new StructType().add('day', 'date').add('country', 'string').add('amount', 'double').add('n', 'int'))
  .csv('/orders');

it('the columns of a plot are those of the frame', () => {
  const calls = (loose: DataFrame) => [
    orders.plot.line({ x: 'day', y: ['amount', 'n'] }),
    orders.plot.line({ x: 'day', y: 'amount', color: 'country', aggregate: 'sum' }),
    orders.plot.area({ x: 'day', y: 'amount', color: 'country' }),
    orders.plot.scatter({ x: 'n', y: 'amount', color: 'country', size: 'n' }),
    orders.plot.bar({ x: 'country', y: 'amount' }),
    orders.plot.bar({ x: 'country', aggregate: 'count' }),
    orders.plot.barh({ x: ['amount', 'n'], y: 'country' }),
    orders.plot.pie({ x: 'country', y: 'amount' }),
    orders.plot.hist({ column: ['amount', 'n'] }),
    orders.plot.hist(),
    orders.plot.box({ column: 'amount' }),
    loose.plot.line({ x: 'anything', y: ['goes'], color: 'here' }),
    loose.plot.hist({ column: 'anything' }),
    // @ts-expect-error Unknown column.
    orders.plot.line({ x: 'date', y: 'amount' }),
    // @ts-expect-error Unknown column.
    orders.plot.bar({ x: 'country', y: ['amount', 'price'] }),
    // @ts-expect-error Unknown column.
    orders.plot.area({ x: 'day', y: 'amount', color: 'land' }),
    // @ts-expect-error Unknown column.
    orders.plot.hist({ column: 'price' }),
    // @ts-expect-error There is no such aggregate.
    orders.plot.bar({ x: 'country', y: 'amount', aggregate: 'median' }),
    // @ts-expect-error There is no such option.
    orders.plot.box({ columns: 'amount' }),
  ];
  expectTypeOf<ReturnType<typeof calls>[number]>().toEqualTypeOf<Promise<Plot>>();
  expect(calls).toBeTypeOf('function');
});
