import { expect, it } from 'vitest';
import { isQuery } from './sql-text.ts';

it.each([
  'SELECT 1',
  '  select * from t',
  '-- why\nselect 1',
  '/* INSERT */ SELECT 1',
  "SELECT 'INSERT INTO t'",
  'VALUES (1), (2)',
  'TABLE t',
  '(SELECT 1) UNION (SELECT 2)',
  'WITH a AS (SELECT 1) SELECT * FROM a',
  'WITH a AS (SELECT "update") SELECT `delete` FROM a',
  'FROM t SELECT x',
])('%s is a query', (statement) => {
  expect(isQuery(statement)).toBe(true);
});

it.each([
  '',
  'CREATE VIEW v AS SELECT 1',
  'INSERT INTO t SELECT 1',
  'insert into t values (1)',
  'WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a',
  'FROM t INSERT INTO u SELECT x',
  'SHOW TABLES',
  'EXPLAIN SELECT 1',
  'SET x = 1',
  'DROP TABLE t -- SELECT',
])('%s is not', (statement) => {
  expect(isQuery(statement)).toBe(false);
});
