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
  '/* a /* nested */ comment */ SELECT 1',
  '/* no -- line */ SELECT 1',
  '-- goes on \\\nhere\nSELECT 1',
  'FROM t SELECT x',
])('isQuery() returns true for: %s', (statement) => {
  expect(isQuery(statement)).toBe(true);
});

it.each([
  '',
  'CREATE VIEW v AS SELECT 1',
  'INSERT INTO t SELECT 1',
  'insert into t values (1)',
  'WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a',
  'FROM t INSERT INTO u SELECT x',
  // Statements that only might be queries.
  'WITH a AS (SELECT "update") SELECT * FROM a',
  "FROM (SELECT r'\\') INSERT INTO t SELECT 'x'",
  '/* a /* b */ SELECT */ INSERT INTO t VALUES (1)',
  'SHOW TABLES',
  '/* without an end SELECT 1',
  'EXPLAIN SELECT 1',
  'SET x = 1',
  'DROP TABLE t -- SELECT',
])('isQuery() returns false for: %s', (statement) => {
  expect(isQuery(statement)).toBe(false);
});
