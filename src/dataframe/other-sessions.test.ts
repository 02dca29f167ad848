import { describe, expect, it } from 'vitest';
import { broadcast, col, max, sum, when } from '../functions.ts';
import { IllegalArgumentException, SparkSession, Window, type Column, type DataFrame } from '../index.ts';

const session = (): SparkSession => SparkSession.builder.offline();
const own = session().range(3);
const foreign = session().range(3);
const foreignColumn = foreign.col('id');

describe('A DataFrame of another session is rejected by', () => {
  it.each<[string, (frame: DataFrame, other: DataFrame) => unknown]>([
    ['join', (frame, other) => frame.join(other, 'id')],
    ['join on a condition', (frame, other) => frame.join(other, frame.col('id').eq(other.col('id')))],
    ['crossJoin', (frame, other) => frame.crossJoin(other)],
    ['union', (frame, other) => frame.union(other)],
    ['unionAll', (frame, other) => frame.unionAll(other)],
    ['unionByName', (frame, other) => frame.unionByName(other)],
    ['intersect', (frame, other) => frame.intersect(other)],
    ['intersectAll', (frame, other) => frame.intersectAll(other)],
    ['subtract', (frame, other) => frame.subtract(other)],
    ['exceptAll', (frame, other) => frame.exceptAll(other)],
    ['a join with a hint', (frame, other) => frame.join(broadcast(other), 'id')],
    [
      'a join within a chain of calls',
      (frame, other) => frame.join(other.filter('id > 1').select('id').alias('o'), 'id'),
    ],
  ])('%s', (_name, use) => {
    expect(() => use(own, foreign)).toThrow('DataFrame or column of another session');
    expect(() => use(own, foreign)).toThrow(expect.objectContaining({ errorClass: 'SESSION_NOT_SAME' }));
    expect(() => use(own, own.limit(1))).not.toThrow();
  });

  it('sameSemantics', async () => {
    await expect(own.sameSemantics(foreign)).rejects.toMatchObject({ errorClass: 'SESSION_NOT_SAME' });
  });

  it('the JSON and CSV readers', () => {
    const { read } = session();
    expect(() => read.json(foreign)).toThrow('another session');
    expect(() => read.csv(foreign)).toThrow('another session');
  });
});

describe('A column of another session is rejected by', () => {
  it.each<[string, (frame: DataFrame, column: Column) => unknown]>([
    ['filter', (frame, column) => frame.filter(column.gt(1))],
    ['where', (frame, column) => frame.where(column.gt(1))],
    ['select', (frame, column) => frame.select(column)],
    ['withColumn', (frame, column) => frame.withColumn('a', column.plus(1))],
    ['withColumns', (frame, column) => frame.withColumns({ a: column })],
    ['drop', (frame, column) => frame.drop(column)],
    ['orderBy', (frame, column) => frame.orderBy(column.desc())],
    ['sortWithinPartitions', (frame, column) => frame.sortWithinPartitions(column)],
    ['groupBy', (frame, column) => frame.groupBy(column).count()],
    ['agg', (frame, column) => frame.agg(max(column))],
    ['sum', (frame, column) => frame.groupBy().sum(column)],
    ['pivot', (frame, column) => frame.groupBy('id').pivot(column).count()],
    ['join', (frame, column) => frame.join(frame.alias('b'), column.eq(col('b.id')))],
    ['hint', (frame, column) => frame.hint('rebalance', column)],
    ['repartition', (frame, column) => frame.repartition(column)],
    ['repartitionByRange', (frame, column) => frame.repartitionByRange(2, column)],
    ['observe', (frame, column) => frame.observe('m', max(column).alias('m'))],
    ['unpivot', (frame, column) => frame.unpivot([column], ['id'], 'a', 'b')],
    ['sampleBy', (frame, column) => frame.stat.sampleBy(column, new Map([[1, 1]]))],
    ['a window', (frame, column) => frame.select(sum('id').over(Window.partitionBy(column)))],
    ['a branch of when()', (frame, column) => frame.select(when(col('id').gt(1), column).otherwise(0))],
    ['partitionedBy', (frame, column) => frame.writeTo('t').partitionedBy(column)],
    ['overwrite', (frame, column) => frame.writeTo('t').toPlan('overwrite', column.gt(1))],
    ['colRegex', (frame) => frame.select(foreign.colRegex('`i.*`'))],
  ])('%s', (name, use) => {
    expect(() => use(own, foreignColumn)).toThrow(IllegalArgumentException);
    expect(() => use(own, foreignColumn)).toThrow(expect.objectContaining({ errorClass: 'SESSION_NOT_SAME' }));
    if (name !== 'colRegex') expect(() => use(own, col('id'))).not.toThrow();
  });
});

it('columns of no DataFrame, or of any DataFrame of the same session, are accepted', () => {
  const other = own.withColumn('n', col('id'));
  expect(() => own.join(other, own.col('id').eq(other.col('id'))).filter(other.col('n').gt(1))).not.toThrow();
});
