import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, inject, it } from 'vitest';
import { root } from '../../scripts/setup/paths.mjs';
import { findFreePorts } from '../../stack/ports.ts';
import { ConnectionError, IllegalArgumentException, SparkSession, type LogEvent } from '../../src/index.ts';

const connect = (): Promise<SparkSession> => SparkSession.builder.remote(inject('sparkRemote')).getOrCreate();

describe('SparkSession', () => {
  it('version() returns the version of the server', async () => {
    await using spark = await connect();
    expect(await spark.version()).toMatch(/^3\.5\.\d+$/);
  });

  it('conf is separate per session', async () => {
    await using spark = await SparkSession.builder
      .remote(inject('sparkRemote'))
      .config('spark.sql.shuffle.partitions', 3)
      .getOrCreate();
    await using other = await connect();
    expect(await spark.conf.get('spark.sql.shuffle.partitions')).toBe('3');
    expect(await other.conf.get('spark.sql.shuffle.partitions')).not.toBe('3');
    await spark.conf.set('my.key', true);
    expect(await spark.conf.getOption('my.key')).toBe('true');
    expect(await spark.conf.get('my.other', 5)).toBe('5');
    await spark.conf.unset('my.key');
    expect(await spark.conf.getOption('my.key')).toBeUndefined();
    await expect(spark.conf.get('my.key')).rejects.toThrow('my.key');
  });

  describe('a setting of the builder that only the server configuration can change', () => {
    const builder = SparkSession.builder.remote(inject('sparkRemote')).config({
      'spark.sql.shuffle.partitions': 3,
      'spark.sql.warehouse.dir': '/elsewhere',
      'spark.executor.memory': '1g',
      'spark.sql.session.timeZone': 'Asia/Tokyo',
    });
    const warning = /The builder's setting (\S+) is ignored; set it when you start the server: .*Cannot modify/;

    it('is skipped with a warning to the logger', async () => {
      const events: LogEvent[] = [];
      await using spark = await builder.logger((event) => void events.push(event)).getOrCreate();
      const warnings = events.filter(({ level }) => level === 'warn').map(({ message }) => warning.exec(message)?.[1]);
      expect(warnings).toEqual(['spark.sql.warehouse.dir', 'spark.executor.memory']);
      expect(await spark.conf.get('spark.sql.shuffle.partitions')).toBe('3');
      expect(await spark.conf.get('spark.sql.session.timeZone')).toBe('Asia/Tokyo');
      expect(spark.isResumed).toBe(false);
    });

    it('is skipped with a process warning without a logger', async () => {
      const warnings: string[] = [];
      const listener = ({ message }: Error): void => void warnings.push(warning.exec(message)?.[1] ?? message);
      process.on('warning', listener);
      await using spark = await builder.getOrCreate();
      await new Promise((resolve) => setImmediate(resolve));
      process.off('warning', listener);
      expect(warnings).toEqual(['spark.sql.warehouse.dir', 'spark.executor.memory']);
      expect(await spark.conf.get('spark.sql.session.timeZone')).toBe('Asia/Tokyo');
    });

    it('does not hide the error for an invalid value of another setting', async () => {
      const wrong = SparkSession.builder.remote(inject('sparkRemote')).config('spark.sql.shuffle.partitions', 'many');
      await expect(wrong.getOrCreate()).rejects.toThrow('should be int, but was many');
    });
  });

  it('getOrCreate() opens a separate session on the server each time', async () => {
    await using one = await connect();
    await using two = await connect();
    expect(one.sessionId).not.toBe(two.sessionId);
    await one.range(1).createOrReplaceTempView('mine');
    await expect(two.table('mine').count()).rejects.toMatchObject({ errorClass: 'TABLE_OR_VIEW_NOT_FOUND' });
  });

  it('getOrCreate() fails at once and names an address that nothing listens on', async () => {
    const { connect: port } = await findFreePorts();
    const begin = Date.now();
    const error = await failure(SparkSession.builder.remote(`sc://127.0.0.1:${port}`).getOrCreate());
    expect(error).toBeInstanceOf(ConnectionError);
    expect((error as Error).message).toContain(`Cannot reach Spark Connect at 127.0.0.1:${port}`);
    // Long before the connect timeout of ten seconds.
    expect(Date.now() - begin).toBeLessThan(8000);
  });

  it('getOrCreate() fails after connectTimeout and names a server that never answers', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const { port } = silent.address() as { port: number };
    try {
      const builder = SparkSession.builder.remote(`sc://127.0.0.1:${port}`).connectTimeout(300);
      const error = await failure(builder.getOrCreate());
      expect(error).toBeInstanceOf(ConnectionError);
      expect((error as Error).message).toContain(`127.0.0.1:${port}`);
    } finally {
      silent.close();
    }
  });

  it('remote() rejects an invalid connection string', async () => {
    await expect(SparkSession.builder.remote('http://spark').getOrCreate()).rejects.toThrow(IllegalArgumentException);
  });

  it('stop() may be called twice, and the session rejects further actions', async () => {
    const spark = await connect();
    await spark.stop();
    await spark.stop();
    await expect(spark.range(1).collect()).rejects.toThrow(
      'This Spark session is stopped. Create a new one to continue.',
    );
    await expect(spark.version()).rejects.toThrow('This Spark session is stopped');
  });

  it('stop() lets the process exit', async () => {
    const index = join(root, 'src', 'index.ts');
    const program = `
    const { SparkSession } = await import(${JSON.stringify(index)});
    const spark = await SparkSession.builder.remote(${JSON.stringify(inject('sparkRemote'))}).getOrCreate();
    for await (const { id } of spark.range(1e6).toLocalIterator()) { console.log(String(id)); break; }
    await spark.stop();
  `;
    const run = promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program], {
      cwd: root,
      timeout: 20_000,
    });
    expect((await run).stdout).toBe('0\n');
  });
});

function failure(action: Promise<unknown>): Promise<unknown> {
  return action.catch((error: unknown) => error);
}
