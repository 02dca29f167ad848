import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startWindowQuery } from '../../jobs/consume/consume-windows.ts';
import { readKafkaConfig } from '../../jobs/kafka/kafka-config.ts';
import { WindowTable } from '../../jobs/monitor/window-table.ts';
import { produceTransactions } from '../../jobs/produce/produce-transactions.ts';
import { jobDefaults } from '../../jobs/windows/job-options.ts';
import {
  googleHandlerJars,
  startMetadataServer,
  tokenValidator,
  type MetadataServer,
} from './google-login/google-login.ts';
import { startOwnServer, type OwnServer } from '../support/own-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { googleHandler, loginModules, startSecuredKafka, type SecuredKafka } from '../support/secured-kafka.ts';

const folder = temporaryFolder();
const topic = 'google';
const { signal } = new AbortController();
let broker: SecuredKafka;
let server: OwnServer;
let metadata: MetadataServer;

beforeAll(async () => {
  metadata = await startMetadataServer();
  // Both this program and Spark find their credentials here, as on a virtual machine.
  vi.stubEnv('GCE_METADATA_HOST', metadata.host);
  vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', undefined);
  vi.stubEnv('CLOUDSDK_CONFIG', folder);
  const [classes, handlerJars] = await Promise.all([tokenValidator(), googleHandlerJars()]);
  const handler = 'listener.name.secure.oauthbearer.sasl.server.callback.handler.class';
  [broker, server] = await Promise.all([
    startSecuredKafka('google-kafka', { jars: [classes], conf: { [handler]: 'GoogleTokenValidator' } }),
    startOwnServer('google-spark', { services: ['spark'], extraJars: { spark: handlerJars } }),
  ]);
}, 300_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  metadata?.stop();
  await Promise.all([broker?.stop(), server?.stop()]);
});

describe("Google's managed service for Kafka", { timeout: 300_000 }, () => {
  test('takes the tokens of the producer, the driver and Spark, from the libraries of Google, as they expire', async () => {
    metadata.lifetime = 20;
    const file = broker.properties('google', {
      'bootstrap.servers': broker.addresses.sasl,
      'security.protocol': 'SASL_SSL',
      'sasl.mechanism': 'OAUTHBEARER',
      'sasl.jaas.config': `${loginModules.oauthBearer} required;`,
      'sasl.login.callback.handler.class': googleHandler,
      'ssl.truststore.type': 'PEM',
      'ssl.truststore.location': broker.files.ca,
      'sasl.login.refresh.min.period.seconds': '1',
      'sasl.login.refresh.buffer.seconds': '1',
    });
    const kafkaConfig = readKafkaConfig(file);
    const kafkaServers = kafkaConfig.servers!;
    const produce = async (skipRecords: number): Promise<void> => {
      const dataFile = 'data/customer_transactions_1200.csv';
      const amount = { batchSize: 10, sleepSeconds: 0, skipRecords, maxRecords: 50 };
      await produceTransactions({ kafkaServers, kafkaConfig, topic, dataFile, ...amount }, { signal });
    };
    await produce(0);
    const windows = new WindowTable({ windowDuration: 10, slideDuration: 5 });
    const query = await startWindowQuery(
      {
        ...jobDefaults,
        ...{
          topic,
          resultsTopic: `${topic}-results`,
          windowDuration: 10,
          slideDuration: 5,
          watermark: 30,
          verbose: false,
        },
        ...{ remote: server.sparkRemote, kafkaServers, kafkaConfig },
      },
      { onWindow: (update) => windows.upsert(update) },
    );
    try {
      await query.processAllAvailable();
      expect(windows.totals.records).toBe(50);
      const before = new Map(metadata.issued);
      await new Promise((resolve) => setTimeout(resolve, 45_000));
      await produce(50);
      await query.processAllAvailable();
      expect(windows.totals.records).toBe(100);
      for (const client of ['java', 'node'])
        expect(metadata.issued.get(client)).toBeGreaterThan(before.get(client)! + 1);
    } finally {
      await query.stop();
    }
  });
});
