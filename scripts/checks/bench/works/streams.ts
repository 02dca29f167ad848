import { setTimeout as sleep } from 'node:timers/promises';
import type { LatencyWork, OwnWork } from '../work.ts';

/** The interval in which both sides check for the first row, in milliseconds. */
const pollMilliseconds = 20;
let streams = 0;

/**
 * The time from start() to the first row in a memory sink. The data is available and the query ends by itself. Nearly all of the time is
 * spent in the server, the same for both sides, so the target allows for noise: up to 10 % in either direction on a busy machine.
 */
export const firstResult: LatencyWork = {
  kind: 'latency',
  name: 'first result of a stream',
  target: { atMost: 1.15 },
  isLong: true,
  callsPerBlock: 3,
  ours: async ({ spark }) => {
    const name = `first_ours_${++streams}`;
    await spark.readStream
      .format('rate-micro-batch')
      .option('rowsPerBatch', 5)
      .load()
      .writeStream.format('memory')
      .queryName(name)
      .trigger({ availableNow: true })
      .start();
    while ((await spark.table(name).collect()).length === 0) await sleep(pollMilliseconds);
  },
  pyspark: [
    'import time, uuid',
    "name = 'first_theirs_' + uuid.uuid4().hex",
    "source = spark.readStream.format('rate-micro-batch').option('rowsPerBatch', 5).load()",
    "source.writeStream.format('memory').queryName(name).trigger(availableNow=True).start()",
    `while len(spark.table(name).collect()) == 0: time.sleep(${pollMilliseconds / 1000})`,
  ].join('\n'),
};

/**
 * The CPU usage of a client while its query runs and one awaitTermination() waits, with heartbeats 300 times as often as by default.
 * PySpark, which has no heartbeat, does the same for comparison.
 */
export const idleStream: OwnWork = {
  kind: 'own',
  name: 'idle stream',
  isLong: true,
  targets: { processor: { atMost: 1 } },
  script: `
    import { spawn } from 'node:child_process';
    import { SparkSession } from 'spark-connect-ts';
    const seconds = process.env.BENCH_QUICK ? 5 : 20;
    const python = [
      'import os, threading, time',
      'from pyspark.sql import SparkSession',
      "spark = SparkSession.builder.remote(os.environ['SPARK_REMOTE']).getOrCreate()",
      "writer = spark.readStream.format('rate').load().writeStream.format('noop').trigger(processingTime='1 second')",
      'query = writer.start()',
      'threading.Thread(target=query.awaitTermination, daemon=True).start()',
      'time.sleep(2)',
      'begin = (time.process_time(), time.monotonic())',
      \`time.sleep(\${seconds})\`,
      'print((time.process_time() - begin[0]) / (time.monotonic() - begin[1]) * 100, flush=True)',
      'query.stop()',
      'os._exit(0)',
    ].join('\\n');
    const pyspark = spawn(process.env.BENCH_PYTHON, ['-c', python], { stdio: ['ignore', 'pipe', 'inherit'] });
    let printed = '';
    pyspark.stdout.setEncoding('utf8').on('data', (text) => (printed += text));
    const closed = new Promise((resolve) => pyspark.once('close', resolve));

    const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
    const spark = await SparkSession.builder.heartbeatInterval(1000).getOrCreate();
    const rate = spark.readStream.format('rate').load();
    const query = await rate.writeStream.format('noop').trigger({ processingTime: '1 second' }).start();
    const waiting = query.awaitTermination();
    await sleep(2000);
    const [before, begin] = [process.cpuUsage(), performance.now()];
    await sleep(seconds * 1000);
    const { user, system } = process.cpuUsage(before);
    const ours = (user + system) / 1000 / (performance.now() - begin) * 100;
    await query.stop();
    if (!(await waiting)) throw new Error('awaitTermination() did not notice the end of the query.');
    await spark.stop();
    if ((await closed) !== 0) throw new Error('PySpark failed.');
    console.log(JSON.stringify([
      { name: 'processor', unit: '% of a core', ours, pyspark: Number(printed), against: 1 },
    ]));`,
};
