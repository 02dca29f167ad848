import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import {} from '../../src/index.ts';
import { generateTables } from '../../scripts/checks/tpch/generate-tables.ts';
import * as first from '../../scripts/checks/tpch/queries/q01-to-q06.ts';
import * as second from '../../scripts/checks/tpch/queries/q07-to-q13.ts';
import * as third from '../../scripts/checks/tpch/queries/q14-to-q22.ts';
import { readTables } from '../../scripts/checks/tpch/tables.ts';
import { test as sparkTest } from '../support/spark-test.ts';

const queries = Object.entries({ ...first, ...second, ...third }).sort(([a], [b]) => (a < b ? -1 : 1));

const folder = mkdtempSync(join(tmpdir(), 'tpch-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const it = sparkTest
  .override('sparkConf', { 'spark.sql.shuffle.partitions': 1, 'spark.sql.adaptive.enabled': false })
  .extend('tables', { scope: 'file' }, ({ spark }) => {
    generateTables(folder);
    return readTables(spark, folder);
  });

it('TPC-H has its 22 queries', () => {
  expect(queries.map(([name]) => name)).toEqual(
    Array.from({ length: 22 }, (_, index) => `q${String(index + 1).padStart(2, '0')}`),
  );
});

it.for(queries)(
  'TPC-H query %s returns the same rows and columns from methods and from SQL',
  async ([, { sql, frame }], { spark, tables }) => {
    const byMethods = frame(tables);
    const bySql = await spark.sql(sql);
    const rows = await bySql.collect();
    expect(rows.length).toBeGreaterThan(0);
    expect(Object.values(rows[0] ?? {})).not.toContain(null);
    expect(await byMethods.collect()).toEqual(rows);
    expect(await byMethods.dtypes()).toEqual(await bySql.dtypes());
  },
);
