import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { SparkConnectError, SparkSession } from '../../src/index.ts';
import { Inputs } from '../../scripts/checks/conformance/inputs.ts';
import { plans } from '../../scripts/checks/conformance/plan-table.ts';

let spark: SparkSession;
beforeAll(async () => {
  spark = await SparkSession.builder.remote(inject('sparkRemote')).getOrCreate();
});
afterAll(() => spark.stop());

/** What the server of the tests lacks, by the words it says so in. */
const lacking: readonly (readonly [plan: RegExp, words: RegExp])[] = [
  [/^(?:from|to)_avro_/, /sql\/avro/],
  [/^(?:from|to)_protobuf_/, /sql\/protobuf/],
  [/^read_jdbc/, /No suitable driver/],
  [/^read_table$|^table$|table_API/, /TABLE_OR_VIEW_NOT_FOUND/],
  [/^read/, /PATH_NOT_FOUND/],
];

it('a server can analyze the plans of all tests, but for files, drivers and packages it does not have', async () => {
  const failures: string[] = [];
  for (const [name, build] of Object.entries(plans)) {
    const expected = lacking.find(([plan]) => plan.test(name))?.[1];
    const problem = await build(new Inputs(spark))
      .schema()
      .then(
        () => undefined,
        (error: unknown) => (error instanceof SparkConnectError ? error.message : String(error)),
      );
    if (problem === undefined ? expected : !expected?.test(problem)) failures.push(`${name}: ${problem ?? 'no error'}`);
  }
  expect(failures).toEqual([]);
});
