import fc from 'fast-check';
import { expect } from 'vitest';
import { StructType, type DataFrame, type Row } from '../../src/index.ts';
import { simpleTypes, typedFrames } from '../support/typed-values.ts';
import { wireRowDecoder } from '../../src/sinks/wire-rows.ts';
import { jsonColumn } from '../../src/sinks/wire-columns.ts';
import { it } from '../support/spark-test.ts';

// A time zone with skipped and repeated hours, which must not affect the values.
it.override('sparkConf', { 'spark.sql.session.timeZone': 'America/New_York' });

async function throughJson(frame: DataFrame): Promise<Row[]> {
  const schema = await frame.schema();
  const texts = await frame.select(jsonColumn(schema.fields).alias('value')).collect();
  return texts.map(({ value }) => wireRowDecoder(schema)(String(value)));
}

it(
  'the JSON of a sink decodes to the rows of collect(), for every simple type',
  { timeout: 180_000 },
  async ({ spark }) => {
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
  },
);

it(
  'the JSON of a sink decodes to the rows of collect(), for nested types with nulls',
  { timeout: 180_000 },
  async ({ spark }) => {
    await fc.assert(
      fc.asyncProperty(typedFrames, async ({ schema, rows }) => {
        const frame = await spark.createDataFrame(rows, schema);
        expect(await throughJson(frame)).toEqual(await frame.collect());
      }),
      { numRuns: 30 },
    );
  },
);
