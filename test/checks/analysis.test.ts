import { expect } from 'vitest';
import { SparkConnectError } from '../../src/index.ts';
import { Inputs } from '../../scripts/checks/conformance/inputs.ts';
import { plans } from '../../scripts/checks/conformance/plan-table.ts';
import { it } from '../support/spark-test.ts';

/** What the test server lacks: the plans that need it, and the error it then returns. */
const lacking: readonly (readonly [plan: RegExp, error: RegExp])[] = [
  [/^(?:from|to)_avro_/, /sql\/avro/],
  [/^(?:from|to)_protobuf_/, /sql\/protobuf/],
  [/^read_jdbc/, /No suitable driver/],
  [/^read_table$|^table$|table_API/, /TABLE_OR_VIEW_NOT_FOUND/],
  [/^read/, /PATH_NOT_FOUND/],
];

it('the server analyzes every conformance plan except those that need missing files, drivers or packages', async ({
  spark,
}) => {
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
