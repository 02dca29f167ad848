import fc from 'fast-check';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { SparkSession, StructType, type DataFrame, type Row } from '../../src/index.ts';
import { simpleTypes, typedFrames } from '../support/typed-values.ts';
import { rowDecoder } from '../../src/sinks/row-decoder.ts';
import { jsonColumn } from '../../src/sinks/wire-columns.ts';

let spark: SparkSession;
beforeAll(async () => {
  // A zone with gaps and repeated hours, of which nothing may be seen.
  spark = await SparkSession.builder
    .remote(inject('sparkRemote'))
    .config('spark.sql.session.timeZone', 'America/New_York')
    .getOrCreate();
});
afterAll(() => spark.stop());

async function throughJson(frame: DataFrame): Promise<Row[]> {
  const schema = await frame.schema();
  const texts = await frame.select(jsonColumn(schema.fields).alias('value')).collect();
  return texts.map(({ value }) => rowDecoder(schema)(String(value)));
}

it('rows of every type come through JSON as collect() gives them', { timeout: 180_000 }, async () => {
  const schema = new StructType(
    simpleTypes.map(([dataType], index) => ({ name: `c${index}`, dataType, nullable: true })),
  );
  const row = fc.record(
    Object.fromEntries(simpleTypes.map(([, values], index) => [`c${index}`, fc.option(values, { freq: 5 })])),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), async (rows) => {
      const frame = await spark.createDataFrame(rows, schema);
      expect(await throughJson(frame)).toEqual(await frame.collect());
    }),
    { numRuns: 15 },
  );
});

it('and so do arrays, maps and structs of anything, nulls at any place', { timeout: 180_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(typedFrames, async ({ schema, rows }) => {
      const frame = await spark.createDataFrame(rows, schema);
      expect(await throughJson(frame)).toEqual(await frame.collect());
    }),
    { numRuns: 30 },
  );
});
