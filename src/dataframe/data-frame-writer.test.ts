import { expect, it } from 'vitest';
import { col, days, lit } from '../functions.ts';
import { SparkSession, type DataFrame, type PlanDocument } from '../index.ts';

const frame = (): DataFrame => SparkSession.builder.offline().range(1);
const input = { common: { planId: '0' }, range: { start: '0', end: '1', step: '1' } };
const commandOf = (plan: PlanDocument): unknown => (plan.toJSON() as { command: unknown }).command;

it('write.save to a path gives the expected command', () => {
  const plan = frame()
    .write.format('csv')
    .mode('append')
    .options({ header: true, sep: ';', quote: undefined })
    .partitionBy('day')
    .toPlan({ path: '/out' });
  expect(commandOf(plan)).toEqual({
    writeOperation: {
      input,
      source: 'csv',
      path: '/out',
      mode: 'SAVE_MODE_APPEND',
      options: { header: 'true', sep: ';' },
      partitioningColumns: ['day'],
    },
  });
});

it('write.saveAsTable gives the expected command', () => {
  const writer = frame().write.bucketBy(4, 'id').sortBy('id');
  expect(commandOf(writer.toPlan({ table: 't', method: 'saveAsTable' }))).toEqual({
    writeOperation: {
      input,
      table: { tableName: 't', saveMethod: 'TABLE_SAVE_METHOD_SAVE_AS_TABLE' },
      mode: 'SAVE_MODE_ERROR_IF_EXISTS',
      sortColumnNames: ['id'],
      bucketBy: { bucketColumnNames: ['id'], numBuckets: 4 },
    },
  });
});

it('writeTo a catalog table gives the expected command', () => {
  const writer = frame()
    .writeTo('lake.t')
    .using('iceberg')
    .option('a', 1)
    .tableProperty('b', 'c')
    .partitionedBy(days('d'));
  expect(commandOf(writer.toPlan('overwrite', col('id').gt(lit(5))))).toEqual({
    writeOperationV2: {
      input,
      tableName: 'lake.t',
      provider: 'iceberg',
      options: { a: '1' },
      tableProperties: { b: 'c' },
      partitioningColumns: [
        {
          unresolvedFunction: {
            functionName: 'days',
            arguments: [{ unresolvedAttribute: { unparsedIdentifier: 'd' } }],
          },
        },
      ],
      mode: 'MODE_OVERWRITE',
      overwriteCondition: {
        unresolvedFunction: {
          functionName: '>',
          arguments: [{ unresolvedAttribute: { unparsedIdentifier: 'id' } }, { literal: { integer: 5 } }],
        },
      },
    },
  });
});

it('sql() of a query gives a relation with its parameters as literals', async () => {
  const byName = await SparkSession.builder.offline().sql('SELECT :a', { a: 1n });
  expect(byName.toPlan().toJSON()).toEqual({
    root: { common: { planId: '0' }, sql: { query: 'SELECT :a', args: { a: { long: '1' } } } },
  });
  const byPosition = await SparkSession.builder.offline().sql('SELECT ?', ['x']);
  expect(byPosition.toPlan().toJSON()).toMatchObject({ root: { sql: { posArgs: [{ string: 'x' }] } } });
});

it.each([[[1, null]], [[]], [{ a: null }], [new Map()]])(
  'sql() rejects the parameter %j, which a server would read as zeros',
  async (value) => {
    const spark = SparkSession.builder.offline();
    await expect(spark.sql('SELECT :a', { a: value })).rejects.toThrow(
      'sql() cannot send :a because it is empty or contains null: Spark 3.5 has no literal for that. Write it in the statement, as in array() or array(1, NULL).',
    );
    await expect(spark.sql('SELECT ?, ?', [1, value])).rejects.toThrow(
      'sql() cannot send parameter 2 because it is empty',
    );
  },
);

it('sql() rejects a column as a parameter', async () => {
  const column = lit([]) as unknown as string;
  await expect(SparkSession.builder.offline().sql('SELECT :a', { a: column })).rejects.toThrow(
    'sql() takes a value for :a, not a column',
  );
});

it('sql() of a command needs a server', async () => {
  await expect(SparkSession.builder.offline().sql('DROP TABLE t')).rejects.toThrow('This session is offline');
});
