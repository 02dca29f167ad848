import { afterEach, describe, expect, inject, it } from 'vitest';
import { count } from './functions.ts';
import { ArithmeticException, SessionLostError, SparkRuntimeException, SparkSession } from './index.ts';

const cleanUp: SparkSession[] = [];
afterEach(async () => {
  for (const spark of cleanUp.splice(0)) await spark.stop();
});

async function connect(parameters = ''): Promise<SparkSession> {
  const spark = await SparkSession.builder.remote(`${inject('sparkRemote')}${parameters}`).getOrCreate();
  cleanUp.push(spark);
  return spark;
}
const failure = (action: Promise<unknown>): Promise<unknown> => action.catch((error: unknown) => error);

it('its version is no 3.5, and results come through streams of a second', async () => {
  const spark = await connect();
  expect(await spark.version()).toMatch(/^4\./);
  expect(await spark.range(0, 100_000, 1, 4).collect()).toHaveLength(100_000);
  expect(await spark.range(0, 300_000_000).selectExpr('sqrt(id) AS x').agg(count('*').alias('n')).first()).toEqual({
    n: 300_000_000n,
  });
});

describe('stopping', () => {
  it('ends the session on the server, which does not take its id again', async () => {
    const spark = await connect();
    const query = await spark.readStream.format('rate').load().writeStream.format('noop').start();
    expect(await query.isActive()).toBe(true);
    await spark.stop();
    await spark.stop();
    const error = await failure(connect(`/;session_id=${spark.sessionId}`));
    expect(error).toBeInstanceOf(SessionLostError);
    expect((error as Error).message).toContain('INVALID_HANDLE.SESSION_CLOSED');
  });

  it('may keep the session for somebody else', async () => {
    const spark = await connect();
    await spark.range(7).createOrReplaceTempView('seven');
    await spark.stop({ keepSession: true });
    const again = await connect(`/;session_id=${spark.sessionId}`);
    expect(again.isResumed).toBe(true);
    expect(await again.table('seven').count()).toBe(7);
  });
});

it('a copy of a session has what the session had, and goes its own way', async () => {
  const spark = await connect();
  await spark.range(5).createOrReplaceTempView('numbers');
  const copy = await spark.cloneSession();
  cleanUp.push(copy);
  expect(copy.sessionId).not.toBe(spark.sessionId);
  // The server copies the views when the copy is first asked for one.
  expect(await copy.table('numbers').count()).toBe(5);
  await spark.range(6).createOrReplaceTempView('numbers');
  expect(await copy.table('numbers').count()).toBe(5);
});

describe('an error', () => {
  it('of the work has its class though a task failed, the whole message and the stack', async () => {
    const spark = await connect();
    const error = await failure(spark.range(1).selectExpr('id / 0').collect());
    expect(error).toBeInstanceOf(ArithmeticException);
    expect(error).toMatchObject({
      errorClass: 'DIVIDE_BY_ZERO',
      sqlState: '22012',
      messageParameters: { config: '"spark.sql.ansi.enabled"' },
    });
    expect((error as ArithmeticException).serverStackTrace).toContain('\tat org.apache.spark');
  });

  it('longer than a trailer may be comes whole', async () => {
    const spark = await connect();
    const error = await failure(spark.range(1).selectExpr("raise_error(repeat('x', 5000))").collect());
    expect(error).toBeInstanceOf(SparkRuntimeException);
    expect((error as Error).message).toContain('x'.repeat(5000));
    expect(error).toMatchObject({ messageParameters: { errorMessage: 'x'.repeat(5000) } });
  });
});
