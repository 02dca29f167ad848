import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { col, concat, input_file_name, lit } from '../../src/functions.ts';
import { SparkSession, udf } from '../../src/index.ts';
import { childActivity } from '../support/child-processes.ts';
import { startOwnServer, type OwnServer } from '../support/own-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** A server with its session and the folder that it works in. */
interface Side {
  readonly stateDir: string;
  readonly spark: SparkSession;
  readonly folder: string;
}

const folder = temporaryFolder();
const servers: OwnServer[] = [];
let ours: Side;
let stock: Side;

beforeAll(async () => {
  // Not the server of all tests: Spark starts a process for each file that a session adds.
  const open = async (name: string, isStock: boolean): Promise<Side> => {
    const server = await startOwnServer(`files-${name}`, { services: ['spark'], stock: isStock });
    servers.push(server);
    const spark = await SparkSession.builder
      .remote(server.sparkRemote)
      .config({ 'spark.sql.shuffle.partitions': 2, 'spark.sql.session.timeZone': 'UTC' })
      .getOrCreate();
    mkdirSync(join(folder, name));
    return { stateDir: server.stateDir, spark, folder: join(folder, name) };
  };
  [ours, stock] = await Promise.all([open('ours', false), open('stock', true)]);
});
afterAll(async () => {
  for (const side of [ours, stock] as readonly (Side | undefined)[]) await side?.spark.stop();
  for (const server of servers) await server.stop();
});

/** Returns each file below a folder with its mode and, for a link, its target. Random parts of names are replaced. */
function tree(path: string): readonly string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((name) => {
      const status = lstatSync(join(path, name));
      const target = status.isSymbolicLink() ? ` -> ${readlinkSync(join(path, name))}` : '';
      return `${status.mode.toString(8)} ${anonymous(name)}${target}`;
    })
    .sort();
}

/** Replaces random parts of names, and the numbers of stages and tasks, which depend on what ran before. */
function anonymous(text: string): string {
  return text
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>')
    .replaceAll(/\b(stage|TID) [\d.]+\b/g, '$1 <number>');
}

function plainValue(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

/** Expects the same outcome on both servers: the same value or error, and the same files. */
async function expectSame(name: string, action: (side: Side, path: string) => Promise<unknown>): Promise<unknown> {
  const outcomes = await Promise.all(
    [ours, stock].map(async (side) => {
      const path = join(side.folder, name);
      const hide = (text: string): string => anonymous(text.replaceAll(side.folder, '<folder>'));
      const value = await action(side, path).catch((error: unknown) => `failed: ${String(error)}`);
      const parent = tree(side.folder).filter((line) => line.includes(` ${name}`));
      return { value: hide(JSON.stringify(value, plainValue) ?? ''), files: parent.map(hide) };
    }),
  );
  expect(outcomes[0]).toEqual(outcomes[1]);
  return JSON.parse(outcomes[0]!.value === '' ? 'null' : outcomes[0]!.value);
}

/** Partition values with characters that are special in paths. */
const oddValues = ['plain', 'with space', 'a:b', 'ä/ö', '100%', '', '🎉', '*?{x}', '..'];

describe('the local file system of the stack equals the stock one', () => {
  it('when it writes, overwrites and appends to partitioned files', async () => {
    await expectSame('partitioned', async ({ spark }, path) => {
      const rows = await spark.createDataFrame(oddValues.map((kind, id) => ({ id, kind })));
      await rows.write.partitionBy('kind').parquet(path);
      await rows.filter(col('id').lt(5)).write.mode('append').partitionBy('kind').parquet(path);
      const appended = await spark.read.parquet(path).orderBy('id', 'kind').collect();
      await rows.limit(3).write.mode('overwrite').partitionBy('kind').parquet(path);
      return [appended, await spark.read.parquet(path).orderBy('id').collect()];
    });
    expect(tree(join(ours.folder, 'partitioned')).filter((line) => line.includes('_SUCCESS'))).toHaveLength(2);
  });

  it('when it replaces single partitions, and drops and truncates tables', async () => {
    await expectSame('table', async ({ spark }, path) => {
      await spark.conf.set('spark.sql.sources.partitionOverwriteMode', 'dynamic');
      await spark.sql(`CREATE TABLE kept (id INT, kind STRING) USING parquet PARTITIONED BY (kind) LOCATION '${path}'`);
      await spark.sql("INSERT INTO kept VALUES (1, 'a'), (2, 'b c')");
      await spark.sql("INSERT OVERWRITE kept VALUES (3, 'b c'), (4, 'd:e')");
      const rows = await spark.table('kept').orderBy('id').collect();
      // TRUNCATE reads the permissions of a folder and sets them for its successor.
      chmodSync(join(path, 'kind=a'), 0o1751);
      await spark.sql("TRUNCATE TABLE kept PARTITION (kind = 'a')");
      const { mode } = lstatSync(join(path, 'kind=a'));
      await spark.sql('ALTER TABLE kept DROP PARTITION (kind = "b c")');
      await spark.sql('CREATE TABLE dropped USING csv AS SELECT 1 AS one');
      await spark.sql('DROP TABLE dropped');
      return [rows, mode.toString(8)];
    });
  });

  it('when it lists and reads links, hidden files and odd names', async () => {
    await expectSame('mixed', async ({ spark }, path) => {
      mkdirSync(join(path, 'sub folder'), { recursive: true });
      for (const name of ['a.txt', 'b c.txt', 'd:e.txt', 'ö🎉.txt', '.hidden.txt', '_hidden.txt', 'sub folder/x.txt']) {
        writeFileSync(join(path, name), `${name}\n`, { mode: 0o640 });
      }
      symlinkSync('a.txt', join(path, 'link.txt'));
      symlinkSync('missing.txt', join(path, 'dangling.txt'));
      symlinkSync('sub folder', join(path, 'folder link'));
      const read = (pattern: string): Promise<unknown> =>
        spark.read
          .text(pattern)
          .select('value', concat(lit('in '), input_file_name()).alias('file'), '_metadata.file_size')
          .orderBy('value', 'file')
          .collect()
          .catch((error: unknown) => String(error).split('\n')[0]);
      return [
        await read(path),
        await read(`${path}/*.txt`),
        await read(`${path}/{a,b c}.txt`),
        await read(`${path}/[a-d]*`),
        await read(`${path}/*/x.txt`),
        await read(`${path}/nothing*`),
        await read(`${path}/missing.txt`),
        await read(`${path}/a.txt/below`),
        await spark.read.format('binaryFile').option('recursiveFileLookup', true).load(path).count(),
      ];
    });
  });

  it('when files disappear while it lists them', async () => {
    const vanishing = join(folder, 'vanishing');
    mkdirSync(vanishing);
    for (let file = 0; file < 2000; file++) symlinkSync('nowhere', join(vanishing, `${file}.txt`));
    writeFileSync(join(vanishing, 'a.txt'), 'x');
    // A dangling link is a name that has no file behind it anymore when its status is read.
    const counts = await Promise.all([ours, stock].map(({ spark }) => spark.read.text(vanishing).count()));
    expect(counts).toEqual([1, 1]);
  });

  it('when it verifies checksums', async () => {
    const outcome = await expectSame('checked', async ({ spark }, path) => {
      await spark.range(1).select(lit('some text').alias('value')).coalesce(1).write.text(path);
      const part = readdirSync(path).find((name) => name.startsWith('part-'))!;
      const read = (): Promise<unknown> =>
        spark.read
          .text(path)
          .collect()
          .catch(() => 'rejected');
      const before = await read();
      writeFileSync(join(path, part), 'some TEXT\n');
      const damaged = await read();
      rmSync(join(path, `.${part}.crc`));
      return [before, damaged, await read()];
    });
    expect(outcome).toEqual([[{ value: 'some text' }], 'rejected', [{ value: 'some TEXT' }]]);
  });

  it('except that a checkpoint has no checksum files', async () => {
    const run = async ({ spark, folder: base }: Side): Promise<readonly string[]> => {
      const counts = spark.readStream
        .format('rate-micro-batch')
        .options({ rowsPerBatch: 10 })
        .load()
        .groupBy(col('value').mod(3).alias('rest'))
        .count();
      const query = await counts.writeStream
        .format('noop')
        .outputMode('complete')
        .option('checkpointLocation', join(base, 'checkpoint'))
        .trigger({ availableNow: true })
        .start();
      await query.awaitTermination(60_000);
      // The client keeps its own files, which are not part of Spark's checkpoint, in a folder there.
      return tree(join(base, 'checkpoint')).filter((line) => !line.includes('spark-connect-ts'));
    };
    const [our, their] = await Promise.all([ours, stock].map(run));
    expect(our!.filter((line) => line.includes('.crc'))).toEqual([]);
    expect(our).toEqual(their!.filter((line) => !line.endsWith('.crc')));
    expect(our).toContainEqual(expect.stringMatching(/^100644 state\/0\/1\/1\.delta$/));
  });
});

describe('the processes of the server', () => {
  /** Writes files, and runs a query with state and a checkpoint until it has done some batches. */
  async function work({ spark, folder: base, stateDir }: Side): Promise<number> {
    const before = childActivity(stateDir);
    await spark
      .range(100)
      .select('id', col('id').alias('part'))
      .write.mode('overwrite')
      .partitionBy('part')
      .parquet(join(base, 'many'));
    const query = await spark.readStream
      .format('rate')
      .load()
      .groupBy('value')
      .count()
      .writeStream.format('noop')
      .outputMode('update')
      .option('checkpointLocation', join(base, 'forks'))
      .start();
    while (((await query.lastProgress())?.batchId ?? 0) < 5) await sleep(100);
    await query.stop();
    return childActivity(stateDir) - before;
  }

  it('are not started by files and checkpoints, unlike with the stock file system', async () => {
    expect(await work(ours)).toBe(0);
    expect(await work(stock)).toBeGreaterThan(0);
  });
});

it('functions of the program run on a server that has the companion jar, and on one that gets it from the program', async () => {
  const half = udf((x: bigint) => Number(x) / 2, 'double');
  for (const { spark } of [ours, stock]) {
    expect(await spark.range(1, 2).select(half('id').alias('r')).collect()).toEqual([{ r: 0.5 }]);
  }
  // A server keeps in its folder what its sessions have uploaded.
  const uploads = ({ stateDir }: Side): readonly string[] => {
    const artifacts = join(stateDir, 'artifacts');
    const names = existsSync(artifacts) ? readdirSync(artifacts, { recursive: true, encoding: 'utf8' }) : [];
    return names.filter((name) => /companion.*\.jar$/.test(name));
  };
  expect(uploads(ours)).toEqual([]);
  expect(uploads(stock)).not.toEqual([]);
});
