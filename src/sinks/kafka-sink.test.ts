import { expect, test } from 'vitest';
import { DataTypes, SparkSession, StructType } from '../index.ts';
import { kafkaSink } from './kafka-sink.ts';

test('a KafkaSink without a kafkajs client plans its query and refuses to read', async () => {
  const schema = new StructType().add('id', DataTypes.LongType, false);
  const frame = SparkSession.builder.offline().range(1);
  const sink = await kafkaSink(frame, { servers: '127.0.0.1:1', topic: 't', schema, key: ['id'] });
  expect(JSON.stringify(sink.writeStream.toPlan())).toContain('"kafka.bootstrap.servers":"127.0.0.1:1"');
  expect(() => sink.rows()).toThrow('pass a kafkajs client in kafkaSink({ kafka })');
  expect(() => sink.upserts()).toThrow('pass a kafkajs client in kafkaSink({ kafka })');
});
