import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { findJava } from '../../scripts/setup/java.mjs';
import { classPath } from '../../scripts/setup/jvm-jars.mjs';
import { SparkSession } from '../../src/index.ts';

const run = promisify(execFile);
const bin = (tool: string): string => join(findJava(process.env).home, 'bin', tool);
let folder: string;

// Builds a Java function that is not on the server's class path; the filler makes its JAR larger than one chunk.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'artifact-test-'));
  await mkdir(join(folder, 'com', 'example'), { recursive: true });
  const source = join(folder, 'com', 'example', 'Tax.java');
  await writeFile(
    source,
    `package com.example;
     public class Tax implements org.apache.spark.sql.api.java.UDF1<Long, Long> {
       @Override public Long call(Long net) { return net + net * 19 / 100; }
     }`,
  );
  const sparkSql = classPath('spark').filter((path) =>
    /\/(spark-sql|scala-library|spark-core|spark-catalyst)/.test(path),
  );
  await run(bin('javac'), ['--release', '17', '-cp', sparkSql.join(':'), source]);
  await writeFile(join(folder, 'filler.bin'), randomBytes(100_000));
  await run(bin('jar'), [
    '--create',
    '--file',
    join(folder, 'tax.jar'),
    '-C',
    folder,
    'com',
    '-C',
    folder,
    'filler.bin',
  ]);
});
afterAll(() => rm(folder, { recursive: true }));

async function withSession(body: (session: SparkSession) => Promise<void>): Promise<void> {
  await using spark = await SparkSession.builder.remote(inject('sparkRemote')).getOrCreate();
  await body(spark);
}

async function taxed(session: SparkSession): Promise<unknown> {
  await session.udf.registerJavaFunction('tax', 'com.example.Tax', 'bigint');
  return session.range(100, 102).selectExpr('tax(id) AS gross').collect();
}
const gross = [{ gross: 119n }, { gross: 120n }];

describe('addArtifact()', () => {
  it('makes a Java function in an uploaded JAR callable', () =>
    withSession(async (session) => {
      await expect(taxed(session)).rejects.toThrow('com.example.Tax');
      await session.addArtifact(join(folder, 'tax.jar'));
      expect(await taxed(session)).toEqual(gross);
      // The server rejects a second JAR of the same name without a reason.
      await expect(session.addArtifact(join(folder, 'tax.jar'))).rejects.toThrow(
        'probably has an artifact with this name already',
      );
    }));

  it('makes a Java function in an in-memory class file callable', () =>
    withSession(async (session) => {
      const content = await readFile(join(folder, 'com', 'example', 'Tax.class'));
      await session.addArtifact({ kind: 'class', name: 'com/example/Tax.class', content });
      expect(await taxed(session)).toEqual(gross);
    }));
});

it('addArtifacts() uploads several files and archives at once', () =>
  withSession(async (session) => {
    const table = join(folder, 'table.csv');
    await writeFile(table, 'a,b\n1,2\n');
    await session.addArtifacts([table, { kind: 'file', name: 'more.csv', content: Buffer.from('3,4\n') }], {
      kind: 'file',
    });
    await session.addArtifact(`${join(folder, 'tax.jar')}#unpacked`, { kind: 'archive' });
    const list = async (what: string): Promise<string> =>
      JSON.stringify(await (await session.sql(`LIST ${what}`)).collect());
    expect(await list('FILES')).toMatch(/table\.csv.*more\.csv|more\.csv.*table\.csv/);
    expect(await list('ARCHIVES')).toContain('tax.jar');
  }));

it('addArtifact() rejects a missing file and an unknown kind with a clear message', () =>
  withSession(async (session) => {
    await expect(session.addArtifact(join(folder, 'nowhere.jar'))).rejects.toThrow(
      `${join(folder, 'nowhere.jar')} cannot be read (ENOENT)`,
    );
    await expect(session.addArtifact(join(folder, 'table.csv'))).rejects.toThrow("pass { kind: 'file' }");
  }));
