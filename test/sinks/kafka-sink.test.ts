import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { Kafka, logLevel, type KafkaConfig } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, inject, vi } from 'vitest';
import { col, count, raise_error, when } from '../../src/functions.ts';
import {
  DataTypes,
  SparkSession,
  StreamingQueryException,
  StructType,
  type DataFrame,
  type Row,
  type StreamingQuery,
} from '../../src/index.ts';
import { KafkaReadError, kafkaSink, type KafkaSink } from '../../src/kafka.ts';
import { orNull, simpleTypes } from '../support/typed-values.ts';
import { it } from '../support/spark-test.ts';

it.override('sparkConf', { 'spark.sql.shuffle.partitions': 2, 'spark.sql.session.timeZone': 'America/New_York' });

const servers = inject('kafkaServers');
const kafkaTo = (config: Partial<KafkaConfig> = {}): Kafka =>
  new Kafka({ brokers: [servers], logLevel: logLevel.NOTHING, ...config });
const kafka = kafkaTo();
const admin = kafka.admin();
const producer = kafka.producer();
const queries: StreamingQuery[] = [];
beforeAll(async () => {
  await admin.connect();
  await producer.connect();
});
afterAll(async () => {
  for (const query of queries) await query.stop();
  await producer.disconnect();
  await admin.disconnect();
});

let topics = 0;
async function newTopic(numPartitions = 1): Promise<string> {
  const topic = `sink-${process.pid}-${topics++}`;
  await admin.createTopics({ topics: [{ topic, numPartitions }], waitForLeaders: true });
  return topic;
}

const numbers = new StructType().add('id', DataTypes.LongType, false);
/** Returns a sink of numbers that does not need Spark. */
const numbersSink = (topic: string, through = kafka): Promise<KafkaSink<{ id: bigint }>> =>
  kafkaSink(SparkSession.builder.offline().range(1), { kafka: through, servers, topic, schema: numbers });

/** Sends the numbers from `start` up to `end` as Spark would write them, spread over the partitions. */
async function send(topic: string, start: number, end: number, partitions = 1, filler = ''): Promise<void> {
  const messages = Array.from({ length: end - start }, (_, index) => ({
    partition: (start + index) % partitions,
    value: JSON.stringify({ id: String(start + index), filler }),
  }));
  while (messages.length > 0) await producer.send({ topic, messages: messages.splice(0, 400) });
}

const checkpoint = (topic: string): string => join(inject('checkpointDir'), topic);

/** Returns a stream of the rows of a table. */
async function streamOf(spark: SparkSession, frame: DataFrame, name: string): Promise<DataFrame> {
  const path = join(inject('checkpointDir'), `${name}-${process.pid}-table`);
  await frame.coalesce(1).write.parquet(path);
  return spark.readStream.schema(await frame.schema()).parquet(path);
}

async function groups(topic: string): Promise<string[]> {
  return (await admin.listGroups()).groups.map(({ groupId }) => groupId).filter((id) => id.startsWith(topic));
}

describe('kafkaSink()', () => {
  it('yields rows of every type as collect() returns them, and ends with the query', async ({ spark }) => {
    for (const mode of ['datetimeRebaseModeInWrite', 'datetimeRebaseModeInRead', 'int96RebaseModeInWrite'])
      await spark.conf.set(`spark.sql.parquet.${mode}`, 'CORRECTED');
    const columns = [...simpleTypes.entries()].map(([index, [type, values]]) => [`c${index}`, type, values] as const);
    const flat = new StructType(columns.map(([name, dataType]) => ({ name, dataType, nullable: true })));
    const part = new StructType(flat.fields.filter(({ dataType }) => /^(float|decimal|time)/.test(dataType.typeName)));
    const schema = flat
      .add('list', DataTypes.createArrayType(part))
      .add('map', DataTypes.createMapType(DataTypes.LongType, part));
    const record = fc.record(Object.fromEntries(columns.map(([name, , values]) => [name, orNull(values)])));
    const parts = record.map((values) => Object.fromEntries(part.fieldNames.map((name) => [name, values[name]])));
    const map = fc.array(fc.tuple(fc.bigInt({ min: -9n, max: 9n }), orNull(parts)), { maxLength: 3 });
    const row = fc
      .tuple(record, orNull(fc.array(orNull(parts), { maxLength: 3 })), orNull(map.map((entries) => new Map(entries))))
      .map(([values, list, entries]) => ({ ...values, list, map: entries }));
    const table = await spark.createDataFrame(fc.sample(row, 100), schema);
    const expected = await table.coalesce(1).collect();

    const topic = await newTopic();
    const sink = await kafkaSink(await streamOf(spark, table, 'types'), { kafka, servers, topic });
    const writer = sink.writeStream.option('checkpointLocation', checkpoint(topic)).trigger({ availableNow: true });
    const query = await writer.start();
    const rows: Row[] = [];
    for await (const each of sink.rows({ until: query })) rows.push(each);
    expect(rows).toEqual(expected);
    expect(await groups(topic)).toEqual([]);
  });

  it('yields changed rows by key until the query is stopped', async ({ spark }) => {
    const topic = await newTopic();
    const counts = spark.readStream
      .format('rate-micro-batch')
      .options({ rowsPerBatch: 10, startTimestamp: 0, advanceMillisPerBatch: 1000 })
      .load()
      .withColumn('parity', col('value').mod(2))
      .groupBy('parity')
      .agg(count('*').alias('n'));
    const sink = await kafkaSink(counts, { kafka, servers, topic, key: ['parity'] });
    const query = await sink.writeStream
      .outputMode('update')
      .option('checkpointLocation', checkpoint(topic))
      .trigger({ processingTime: '200 milliseconds' })
      .start();
    queries.push(query);
    const latest = new Map<string, bigint>();
    for await (const { key, row, restored, partition, timestamp } of sink.upserts({ until: query })) {
      expect({ restored, partition }).toEqual({ restored: expect.any(Boolean) as boolean, partition: 0 });
      expect(Math.abs(timestamp.getTime() - Date.now())).toBeLessThan(60_000);
      expect(row.n).toBeGreaterThan(latest.get(key) ?? 0n);
      latest.set(key, row.n as bigint);
      if (row.n === 15n) await query.stop();
    }
    expect([...latest.keys()].sort()).toEqual(['{"parity":"0"}', '{"parity":"1"}']);
    expect(Math.min(...[...latest.values()].map(Number))).toBeGreaterThanOrEqual(15);

    const again: boolean[] = [];
    const reading = sink.upserts({ until: query });
    for await (const { restored } of reading) again.push(restored);
    expect(new Set(again)).toEqual(new Set([true]));
  });

  it('throws the error of a failed query after the rows it had written', async ({ spark }) => {
    const topic = await newTopic();
    const ticks = spark.readStream
      .format('rate-micro-batch')
      .options({ rowsPerBatch: 5, startTimestamp: 0, advanceMillisPerBatch: 1000 })
      .load()
      .select(when(col('value').geq(7), raise_error('seven is too much')).otherwise(col('value')).alias('number'));
    const sink = await kafkaSink(ticks, { kafka, servers, topic });
    const query = await sink.writeStream
      .option('checkpointLocation', checkpoint(topic))
      .trigger({ processingTime: '100 milliseconds' })
      .start();
    const seen: unknown[] = [];
    const reading = (async () => {
      for await (const { number } of sink.rows({ until: query })) seen.push(number);
    })();
    await expect(reading).rejects.toThrow(StreamingQueryException);
    await expect(reading).rejects.toThrow(/seven is too much/);
    expect(seen.slice(0, 5).sort()).toEqual([0n, 1n, 2n, 3n, 4n]);
  });

  it('closes the consumer and deletes its group when the loop ends early', async () => {
    const topic = await newTopic();
    await send(topic, 0, 10);
    for await (const { id } of (await numbersSink(topic)).rows()) {
      if (id === 3n) break;
      expect(await groups(topic)).toHaveLength(1);
    }
    expect(await groups(topic)).toEqual([]);
  });

  it('throws the reason of an aborted signal, even while no rows arrive', async () => {
    const topic = await newTopic();
    const controller = new AbortController();
    const reason = new Error('enough');
    setTimeout(() => controller.abort(reason), 500);
    const reading = (async () => {
      for await (const row of (await numbersSink(topic)).rows({ signal: controller.signal }))
        expect(row).toBe(undefined);
    })();
    await expect(reading).rejects.toBe(reason);
    await vi.waitFor(async () => expect(await groups(topic)).toEqual([]), { timeout: 10_000 });
  });

  it('starts at the end of the topic when opened, and reports when it has caught up', async () => {
    const topic = await newTopic();
    await send(topic, 0, 3);
    const rows = (await numbersSink(topic)).rows({ from: 'now' });
    await rows.open();
    await send(topic, 3, 6);
    const ids: bigint[] = [];
    const loop = (async () => {
      for await (const { id } of rows) {
        await sleep(50);
        ids.push(id);
        if (id === 9n) break;
      }
    })();
    await rows.caughtUp();
    expect(ids).toEqual([3n, 4n, 5n]);
    await send(topic, 6, 10);
    await loop;
    expect(ids).toEqual([3n, 4n, 5n, 6n, 7n, 8n, 9n]);
  });

  it('fetches no more than a slow loop consumes', async () => {
    const topic = await newTopic();
    const rowCount = 20_000;
    await send(topic, 0, rowCount, 1, 'x'.repeat(2000));
    const sockets: Socket[] = [];
    const through = kafkaTo({ socketFactory: counted(sockets) });
    const received = (): number => sockets.reduce((sum, { bytesRead }) => sum + bytesRead, 0);
    let taken = 0n;
    for await (const { id } of (await numbersSink(topic, through)).rows()) {
      expect(id).toBe(taken++);
      if (id === 1n) {
        await sleep(2000);
        expect(received()).toBeLessThan(5_000_000);
      }
      if (Number(id) === rowCount - 1) break;
    }
    expect(received()).toBeGreaterThan(rowCount * 2000);
  });

  it('yields every row once to a loop that exceeds the session timeout or blocks the process', async () => {
    const topic = await newTopic();
    await send(topic, 0, 10);
    const consumer = { sessionTimeout: 6000, heartbeatInterval: 1000 };
    const ids: number[] = [];
    for await (const { id } of (await numbersSink(topic)).rows({ consumer })) {
      ids.push(Number(id));
      if (id === 2n) await sleep(8000);
      if (id === 5n) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 8000);
      if (id === 9n) await send(topic, 10, 20);
      if (id === 19n) break;
    }
    expect(ids).toEqual(Array.from({ length: 20 }, (_, index) => index));
  });

  it('neither loses nor repeats rows when connections break or its group gets other members', async () => {
    const topic = await newTopic(3);
    const rowCount = 30_000;
    await send(topic, 0, rowCount, 3);
    const sockets: Socket[] = [];
    const groupId = `${topic}-shared`;
    const other = kafka.consumer({ groupId });
    const seen = new Set<number>();
    let doubled = 0;
    let taken = 0;
    for await (const { id } of (await numbersSink(topic, kafkaTo({ socketFactory: counted(sockets) }))).rows({
      consumer: { groupId, heartbeatInterval: 500, maxBytesPerPartition: 50_000 },
    })) {
      doubled += seen.has(Number(id)) ? 1 : 0;
      seen.add(Number(id));
      if (++taken % 7000 === 0) for (const socket of sockets.splice(0)) socket.destroy(lost);
      if (taken === 3000) {
        await other.connect();
        await other.subscribe({ topic });
        await other.run({ eachMessage: () => Promise.resolve() });
        await sleep(2000);
        await other.disconnect();
      }
      if (seen.size === rowCount) break;
    }
    expect({ doubled, taken }).toEqual({ doubled: 0, taken: rowCount });
  });

  it('throws one clear sentence when Kafka is gone', async () => {
    const topic = await newTopic();
    await send(topic, 0, 1);
    const sockets: Socket[] = [];
    let gone = false;
    const through = kafkaTo({
      socketFactory: (to) => counted(sockets)(gone ? { ...to, port: 1 } : to),
      retry: { retries: 1, initialRetryTime: 50 },
    });
    const reading = (async () => {
      const consumer = { retry: { retries: 4, initialRetryTime: 100, restartOnFailure: () => Promise.resolve(false) } };
      for await (const { id } of (await numbersSink(topic, through)).rows({ consumer })) {
        expect(id).toBe(0n);
        gone = true;
        for (const socket of sockets) socket.destroy(lost);
      }
    })();
    await expect(reading).rejects.toThrow(KafkaReadError);
    await expect(reading).rejects.toThrow(
      new RegExp(`^Cannot read topic ${topic} from Kafka: .*\\. Restart the loop once Kafka is reachable\\.$`),
    );
    expect(gone).toBe(true);
  });

  it('throws one clear sentence for a message that it cannot read', async () => {
    const topic = await newTopic();
    await producer.send({ topic, messages: [{ value: '{"id":5}' }] });
    const first = (await numbersSink(topic)).rows()[Symbol.asyncIterator]().next();
    await expect(first).rejects.toThrow(
      `Topic ${topic} has a message (partition 0, offset 0) that is not a row of this sink: id: 5 is not a string. Use a dedicated topic for the sink.`,
    );
  });

  it('rejects unsupported types, duplicate names and unknown keys before anything runs', async () => {
    const frame = SparkSession.builder.offline().range(1);
    const options = { kafka, servers, topic: 'none' };
    await expect(
      kafkaSink(frame, { ...options, schema: new StructType().add('span', DataTypes.CalendarIntervalType) }),
    ).rejects.toThrow('A sink cannot send span, which is a calendar interval: cast it to another type or drop it.');
    await expect(
      kafkaSink(frame, { ...options, schema: new StructType([...numbers.fields, ...numbers.fields]) }),
    ).rejects.toThrow('The rows of a sink have two columns named "id": give each column a unique name.');
    // @ts-expect-error Unknown column, which the compiler also reports.
    await expect(kafkaSink(frame, { ...options, schema: numbers, key: ['ident'] })).rejects.toThrow(
      'The key column "ident" does not exist; the columns of the rows are id.',
    );
    const sink = await kafkaSink(frame, { ...options, schema: numbers });
    expect(() => sink.upserts()).toThrow('Upserts need a key: name its columns in kafkaSink({ key }).');
  });
});

/** The error of a socket whose peer is gone; kafkajs does not notice a socket that closes without an error. */
const lost = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });

type SocketFactory = NonNullable<KafkaConfig['socketFactory']>;

/** Creates sockets as kafkajs does, and adds them to a list. */
function counted(sockets: Socket[]): SocketFactory {
  return ({ host, port, onConnect }) => {
    const socket = connect({ host, port }, onConnect);
    socket.setKeepAlive(true, 60_000);
    sockets.push(socket);
    return socket;
  };
}
