import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { IllegalArgumentException, SparkSession, type LogEvent, type OperationProgress } from '../../src/index.ts';
import type { SparkSessionBuilder } from '../../src/index.ts';

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanUp.splice(0)) await undo();
});

async function connect(
  configure: (builder: SparkSessionBuilder) => SparkSessionBuilder = (builder) => builder,
): Promise<SparkSession> {
  const spark = await configure(SparkSession.builder.remote(inject('sparkRemote'))).getOrCreate();
  cleanUp.push(() => spark.stop());
  return spark;
}

/** Takes a second or more on two idle cores, and has sixteen tasks, then one. */
const slowQuery = (spark: SparkSession, rows = 80_000_000) =>
  spark.range(0, rows, 1, 16).selectExpr('max(hash(id, sqrt(id))) AS hash');

describe('registerProgressHandler()', () => {
  it('reports the stages of an action on Spark 3.5, found by its operation tag in the Spark UI', async () => {
    // The first response of a new server can take longer than the query.
    await (await fetch(`${inject('sparkUi')}/api/v1/applications`)).text();
    const spark = await connect();
    const reports: OperationProgress[] = [];
    spark.registerProgressHandler((progress) => reports.push(progress));
    const operationId = crypto.randomUUID();
    // Long enough for several looks at the Spark UI.
    await slowQuery(spark, 400_000_000).collect({ operationId });

    expect(reports.length).toBeGreaterThan(2);
    expect(new Set(reports.map((report) => report.operationId))).toEqual(new Set([operationId]));
    expect(reports.map(({ done }) => done)).toEqual([...reports.slice(1).map(() => false), true]);
    expect(reports.at(-1)?.inflightTasks).toBe(0);
    const running = reports.filter(({ inflightTasks }) => inflightTasks > 0);
    expect(running.length).toBeGreaterThan(0);
    const [stage] = running[0]!.stages;
    expect(stage).toEqual({
      stageId: expect.any(Number) as number,
      numTasks: 16,
      numCompletedTasks: expect.any(Number) as number,
      numBytesRead: 0,
      done: false,
    });
    const completed = reports.map(({ stages }) => stages[0]?.numCompletedTasks ?? 0);
    expect(completed).toEqual([...completed].sort((a, b) => a - b));
    expect(completed.at(-1)).toBeGreaterThan(0);
  });

  it('does not let a handler that throws break the query', async () => {
    const events: LogEvent[] = [];
    const spark = await connect((builder) => builder.logger((event) => events.push(event)));
    const others: OperationProgress[] = [];
    spark.registerProgressHandler(() => {
      throw new Error('broken handler');
    });
    spark.registerProgressHandler((progress) => others.push(progress));
    expect(await spark.range(3).count()).toBe(3);
    expect(others.filter(({ done }) => done)).toHaveLength(1);
    expect(events.filter(({ level }) => level === 'warn').map(({ message }) => message)).toEqual(
      others.map(() => 'A progress handler failed: Error: broken handler.'),
    );
  });

  it('stays silent when the Spark UI cannot be reached, and reports only the end', async () => {
    const events: LogEvent[] = [];
    const spark = await connect((builder) => builder.uiUrl('http://127.0.0.1:9').logger((event) => events.push(event)));
    const reports: OperationProgress[] = [];
    spark.registerProgressHandler((progress) => reports.push(progress));
    const operationId = crypto.randomUUID();
    await slowQuery(spark).collect({ operationId });
    expect(reports).toEqual([{ stages: [], inflightTasks: 0, operationId, done: true }]);
    expect(events.filter(({ level }) => level !== 'debug')).toEqual([]);
    expect(events.map(({ message }) => message)).toContain(
      'The Spark UI, which has the progress of Spark 3.5, cannot be reached; set its address with uiUrl() on the builder.',
    );
  });

  it('reports the end of an action that fails', async () => {
    const spark = await connect();
    const reports: OperationProgress[] = [];
    spark.registerProgressHandler((progress) => reports.push(progress));
    await expect(spark.range(1).selectExpr("raise_error('broken')").collect()).rejects.toThrow('broken');
    expect(reports.filter(({ done }) => done)).toHaveLength(1);
    expect(reports.at(-1)?.done).toBe(true);
  });

  it('sends no request to the Spark UI without a handler, and none after a handler is removed', async () => {
    let requests = 0;
    const server = createServer((_request, response) => {
      requests++;
      response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanUp.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    const spark = await connect((builder) => builder.uiUrl(`http://127.0.0.1:${port}`));
    const handler = (): void => {};
    spark.registerProgressHandler(handler);
    spark.registerProgressHandler(() => {});
    spark.removeProgressHandler(handler);
    spark.clearProgressHandlers();
    await slowQuery(spark).collect();
    expect(requests).toBe(0);
    spark.registerProgressHandler(handler);
    await slowQuery(spark, 400_000_000).collect();
    expect(requests).toBe(1);
  });
});

describe('SparkSessionBuilder.uiUrl()', () => {
  it('rejects an address that is not an HTTP URL', () => {
    expect(() => SparkSession.builder.uiUrl('127.0.0.1:4040')).toThrow(IllegalArgumentException);
  });
});
