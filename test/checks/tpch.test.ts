import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { SparkSession } from '../../src/index.ts';
import { generateTables } from '../../scripts/checks/tpch/generate-tables.ts';
import * as first from '../../scripts/checks/tpch/queries/q01-to-q06.ts';
import * as second from '../../scripts/checks/tpch/queries/q07-to-q13.ts';
import * as third from '../../scripts/checks/tpch/queries/q14-to-q22.ts';
import { readTables, type Tables } from '../../scripts/checks/tpch/tables.ts';

const queries = Object.entries({ ...first, ...second, ...third }).sort(([a], [b]) => (a < b ? -1 : 1));

const folder = mkdtempSync(join(tmpdir(), 'tpch-'));
let spark: SparkSession;
let tables: Tables;
beforeAll(async () => {
  generateTables(folder);
  spark = await SparkSession.builder
    .remote(inject('sparkRemote'))
    .config('spark.sql.shuffle.partitions', 1)
    .config('spark.sql.adaptive.enabled', false)
    .getOrCreate();
  tables = await readTables(spark, folder);
});
afterAll(async () => {
  await spark.stop();
  rmSync(folder, { recursive: true, force: true });
});

it('there are the 22 queries of TPC-H', () => {
  expect(queries.map(([name]) => name)).toEqual(
    Array.from({ length: 22 }, (_, index) => `q${String(index + 1).padStart(2, '0')}`),
  );
});

it.each(queries)('%s has the same rows and columns by methods and by SQL', async (_name, { sql, frame }) => {
  const byMethods = frame(tables);
  const bySql = await spark.sql(sql);
  const rows = await bySql.collect();
  expect(rows.length).toBeGreaterThan(0);
  expect(Object.values(rows[0] ?? {})).not.toContain(null);
  expect(await byMethods.collect()).toEqual(rows);
  expect(await byMethods.dtypes()).toEqual(await bySql.dtypes());
});
