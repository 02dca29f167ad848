import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { StructType } from '../../src/index.ts';
import { builtInSchema, formatSchema, parseSchema, readSchemaFile } from './transaction-schema.ts';

const needed = 'customer_id STRING NOT NULL, transaction_id STRING NOT NULL, final_amount DECIMAL(12,2) NOT NULL';
const parse = (text: string): StructType => parseSchema(text, 'Schema file a.ddl');

describe('parseSchema()', () => {
  test('reads DDL and JSON, which describe the same schema', () => {
    const schema = parse(
      `\uFEFF-- Written by hand\n${needed},\n  -- May be missing\n  tier string comment 'a, b', \`age\`: int not null\n`,
    );
    expect(schema.toDDL()).toBe(`${needed.replaceAll(', ', ',')},tier STRING,age INT NOT NULL`);
    expect(parse(schema.json())).toEqual(schema);
    expect(parse(JSON.stringify(schema.jsonValue(), null, 2))).toEqual(schema);
  });

  test('reads what formatSchema() returns', () => {
    const text = formatSchema(builtInSchema);
    expect(parse(text).toDDL()).toBe(builtInSchema.toDDL());
    expect(text.split('\n').slice(0, 3)).toEqual([
      'customer_id STRING NOT NULL,',
      'transaction_id STRING NOT NULL,',
      'transaction_date DATE NOT NULL,',
    ]);
  });

  test('makes the fields that the job needs required, because inferred schemas are all nullable', () => {
    const inferred = new StructType(builtInSchema.fields.map((field) => ({ ...field, nullable: true })));
    const required = parse(inferred.json()).fields.filter(({ nullable }) => !nullable);
    expect(required.map(({ name }) => name)).toEqual(['customer_id', 'transaction_id', 'final_amount']);
  });

  test('reads the example of the documentation', async () => {
    const [example] = /(?<=```text\n)--[^`]*/.exec(await readFile('docs/schema.md', 'utf8')) ?? [];
    expect(parse(String(example)).toDDL()).toBe(`${needed.replaceAll(', ', ',')},age INT NOT NULL,loyalty_tier STRING`);
  });

  test('accepts every type', () => {
    const types = 'a BOOLEAN, b INT, c BIGINT, d DOUBLE, e DECIMAL(15,15), f DATE, g TIMESTAMP, h STRING';
    expect(parse(`${needed}, ${types}`).fields).toHaveLength(11);
  });

  test.each([
    ['', 'is empty; list the fields, for example: customer_id STRING NOT NULL, loyalty_tier STRING'],
    ['\n-- nothing\n', 'is empty; list the fields'],
    [`${needed},\ntier STRNG,\nage INT`, 'is not valid DDL near "tier STRNG,"; list the fields with their types'],
    [`${needed}\nage INT`, 'is not valid DDL; list the fields with their types'],
    ['CREATE TABLE t (a INT)', 'is not valid DDL near "CREATE TABLE t (a INT)"; list the fields'],
    [
      '{"type":"struct"',
      "is not a schema in Spark's JSON format, as df.schema.json() prints it: The schema is not valid",
    ],
    ['[]', "is not a schema in Spark's JSON format"],
    ['{"type":"struct","fields":[{"name":1}]}', "is not a schema in Spark's JSON format"],
    [`${needed}, age INT, Age INT`, 'has the field Age twice; names must differ in more than case.'],
    [`${needed}, \`two words\` INT`, 'has a field "two words"; names must consist of letters, digits and underscores.'],
    [`${needed}, batch_number INT`, 'has the field batch_number, which the producer adds to every message; remove it'],
    [
      `${needed}, event_time TIMESTAMP`,
      'has the field event_time, which is a column of the job; use a different name.',
    ],
    [`${needed}, tags ARRAY<STRING>`, 'has the field tags of type ARRAY<STRING>; the types are STRING, BOOLEAN, INT,'],
    [`${needed}, a STRUCT<b: INT>`, 'has the field a of type STRUCT<b: INT>; the types are STRING'],
    [
      `${needed}, a DECIMAL(16,2)`,
      'has the field a of type DECIMAL(16,2); a DECIMAL can have at most 15 digits, because JSON',
    ],
    ['customer_id STRING', 'lacks the field transaction_id, which the job needs; add "transaction_id STRING".'],
    [
      needed.replace('12,2', '10,4'),
      'has the field final_amount of type DECIMAL(10,4), but the job needs DECIMAL(12,2).',
    ],
    [needed.replace('STRING', 'INT'), 'has the field customer_id of type INT, but the job needs STRING.'],
  ])('rejects %j', (text, message) => {
    expect(() => parse(text)).toThrow(`Schema file a.ddl ${message}`);
  });
});

test('readSchemaFile() reads a file, and says what to do about one that does not exist', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'schema-'));
  try {
    const path = join(folder, 'a.ddl');
    await expect(readSchemaFile(path)).rejects.toThrow(
      `Schema file ${path} does not exist. Create it with "npm run generate-data -- --print-schema > ${path}" and edit it.`,
    );
    await expect(readSchemaFile(folder)).rejects.toThrow(`Schema file ${folder} cannot be read (EISDIR)`);
    await writeFile(path, needed);
    expect((await readSchemaFile(path)).fieldNames).toEqual(['customer_id', 'transaction_id', 'final_amount']);
  } finally {
    await rm(folder, { recursive: true });
  }
});
