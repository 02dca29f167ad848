import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { SparkSession } from '../../src/index.ts';
import { produceTransactions } from '../../jobs/produce/produce-transactions.ts';
import { createKafka } from '../../jobs/kafka/create-kafka.ts';
import { readKafkaConfig, readSparkKafkaConfig } from '../../jobs/kafka/kafka-config.ts';
import { kafkaError } from '../../jobs/kafka/kafka-error.ts';
import { fetchTopicIds } from '../../jobs/kafka/topic-ids.ts';
import { sparkKafkaOptions } from '../../jobs/kafka/spark-kafka.ts';
import { sparkError } from '../../jobs/windows/spark-error.ts';
import { endpointHandler, loginModules, passwords, startSecuredKafka, type SecuredKafka } from '../support/secured-kafka.ts';
import { test } from '../support/spark-test.ts';

const topic = 'secured';
const records = 40;
const { signal } = new AbortController();
let broker: SecuredKafka;
let files: Readonly<Record<'plain' | 'scram' | 'scram512' | 'tokens' | 'mutualTls', string>>;

beforeAll(async () => {
  broker = await startSecuredKafka('secured');
  files = {
    plain: write('plain', withLogin('PLAIN', loginModules.plain, passwords.alice)),
    scram: write('scram', withLogin('SCRAM-SHA-256', loginModules.scram, '${env:SECURED_KAFKA_PASSWORD}')),
    scram512: write('scram512', withLogin('SCRAM-SHA-512', loginModules.scram, passwords.alice)),
    tokens: write('tokens', withTokens(passwords.client)),
    mutualTls: write('mutual', withCertificate()),
  };
  process.env['SECURED_KAFKA_PASSWORD'] = passwords.alice;
  const kafkaConfig = readKafkaConfig(files.plain);
  const dataFile = 'data/customer_transactions_1200.csv';
  const options = { kafkaServers: kafkaConfig.servers!, kafkaConfig, topic, dataFile, batchSize: 10, sleepSeconds: 0 };
  await produceTransactions({ ...options, maxRecords: records }, { signal });
});
afterAll(() => broker?.stop());

type Settings = Readonly<Record<string, string>>;

const write = (name: string, settings: Settings): string => broker.properties(name, settings);

function withTls(address: string, protocol: string): Settings {
  return {
    'bootstrap.servers': address,
    'security.protocol': protocol,
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': broker.files.ca,
  };
}

function withLogin(mechanism: string, module: string, password: string): Settings {
  return {
    ...withTls(broker.addresses.sasl, 'SASL_SSL'),
    'sasl.mechanism': mechanism,
    'sasl.jaas.config': `${module} required username="alice" password="${password}";`,
  };
}

function withTokens(secret: string): Settings {
  return {
    ...withTls(broker.addresses.sasl, 'SASL_SSL'),
    'sasl.mechanism': 'OAUTHBEARER',
    'sasl.jaas.config': `${loginModules.oauthBearer} required clientId="jobs" clientSecret="${secret}";`,
    'sasl.login.callback.handler.class': endpointHandler,
    'sasl.oauthbearer.token.endpoint.url': `${broker.tokens.url}/token`,
  };
}

function withCertificate(): Settings {
  return {
    ...withTls(broker.addresses.mutualTls, 'SSL'),
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': broker.files.client,
    'ssl.key.password': passwords.key,
  };
}

/** Returns the message for a client that cannot connect, without retries. */
async function failure(settings: Settings): Promise<string> {
  const config = readKafkaConfig(write('failing', settings));
  const servers = config.servers!;
  const admin = createKafka(servers, { config, retries: 0 }).admin();
  try {
    await admin.connect();
    await admin.listTopics();
  } catch (error) {
    return kafkaError(error, servers).message;
  } finally {
    await admin.disconnect();
  }
  throw new Error('It has connected.');
}

/** Counts the records of the topic with Spark. */
async function countInSpark(spark: SparkSession, settings: Parameters<typeof sparkKafkaOptions>[0]): Promise<number> {
  const options = { ...sparkKafkaOptions(settings), subscribe: topic };
  return await spark.read.format('kafka').options(options).load().count();
}

async function sparkFailure(spark: SparkSession, settings: Settings): Promise<string> {
  const sparkKafkaConfig = readSparkKafkaConfig(write('failing', settings));
  try {
    await countInSpark(spark, { sparkKafkaServers: sparkKafkaConfig.servers!, sparkKafkaConfig });
  } catch (error) {
    return (sparkError(error) as Error).message;
  }
  throw new Error('It has connected.');
}

describe('--kafka-config', () => {
  test.for(['plain', 'scram', 'scram512', 'tokens', 'mutualTls'] as const)(
    'connects this program and Spark with %s',
    async (kind, { spark }) => {
      const config = readKafkaConfig(files[kind]);
      const servers = config.servers!;
      const admin = createKafka(servers, { config }).admin();
      await admin.connect();
      const offsets = await admin.fetchTopicOffsets(topic);
      await admin.disconnect();
      expect(offsets.reduce((sum, { high }) => sum + Number(high), 0)).toBe(records);
      const ids = await fetchTopicIds({ servers, config }, [topic]);
      expect(ids?.topics.get(topic)).toMatch(/^[\w-]{22}$/);
      expect(await countInSpark(spark, { sparkKafkaServers: servers, kafkaConfig: config })).toBe(records);
    },
  );

  test('shares a token between connections until most of its lifetime is over', async () => {
    broker.tokens.lifetime = 2;
    const before = broker.tokens.issued;
    const config = readKafkaConfig(files.tokens);
    const admin = createKafka(config.servers!, { config }).admin();
    await admin.connect();
    const until = Date.now() + 4000;
    while (Date.now() < until) await admin.fetchTopicOffsets(topic);
    await admin.disconnect();
    broker.tokens.lifetime = 3600;
    expect(broker.tokens.issued - before).toBeGreaterThanOrEqual(3);
    expect(broker.tokens.issued - before).toBeLessThanOrEqual(6);
  });

  test('says in one sentence why a login is refused', async () => {
    const at = `Kafka at ${broker.addresses.sasl}`;
    for (const [mechanism, module] of [
      ['PLAIN', loginModules.plain],
      ['SCRAM-SHA-256', loginModules.scram],
      ['SCRAM-SHA-512', loginModules.scram],
    ] as const) {
      expect(await failure(withLogin(mechanism, module, 'wrong'))).toBe(
        `${at} refuses the user name or password (${mechanism}). Check sasl.jaas.config in the file of --kafka-config.`,
      );
    }
    expect(await failure(withTokens('wrong'))).toBe(
      `The token endpoint ${broker.tokens.url}/token refuses the client ID or secret with status 401 (invalid_client). Check clientId and clientSecret in sasl.jaas.config.`,
    );
    broker.tokens.lifetime = -60;
    expect(await failure(withTokens(passwords.client))).toBe(
      `${at} refuses the token: it has expired, or is not one for this cluster. Check the token endpoint, and the clocks of both machines.`,
    );
    broker.tokens.lifetime = 3600;
  });

  test('says in one sentence what is wrong with TLS', async () => {
    const { sasl, mutualTls, plaintext } = broker.addresses;
    const login = withLogin('PLAIN', loginModules.plain, passwords.alice);
    expect(await failure({ ...login, 'ssl.truststore.location': broker.files.otherCa })).toBe(
      `The certificate of Kafka at ${sasl} is not signed by a trusted authority. Set ssl.truststore.location in the file of --kafka-config to the certificate of its authority.`,
    );
    const byAddress = sasl.replace('localhost', '127.0.0.1');
    expect(await failure({ ...login, 'bootstrap.servers': byAddress })).toBe(
      `The certificate of Kafka at ${byAddress} is for another host name. Use the name in the certificate in bootstrap.servers and in the broker's advertised.listeners.`,
    );
    expect(await failure(withTls(mutualTls, 'SSL'))).toBe(
      `Kafka at ${mutualTls} requires a client certificate that it trusts. Set ssl.keystore.location in the file of --kafka-config to your key and certificate.`,
    );
    expect(await failure({ 'bootstrap.servers': sasl })).toBe(
      `Kafka at ${sasl} expects TLS, but the connection is plain. Set security.protocol to SSL or SASL_SSL in the file of --kafka-config, or use another port.`,
    );
    expect(await failure({ ...login, 'bootstrap.servers': plaintext })).toBe(
      `Kafka at ${plaintext} does not answer in TLS, so this port probably expects plain connections. Check security.protocol in the file of --kafka-config, and the port.`,
    );
  });

  test('says in one sentence why Spark cannot connect', async ({ spark }) => {
    const { mutualTls } = broker.addresses;
    expect(await sparkFailure(spark, withLogin('PLAIN', loginModules.plain, 'wrong'))).toBe('');
    expect(await sparkFailure(spark, withLogin('SCRAM-SHA-512', loginModules.scram, 'wrong'))).toBe('');
    const login = withLogin('PLAIN', loginModules.plain, passwords.alice);
    expect(await sparkFailure(spark, { ...login, 'ssl.truststore.location': broker.files.otherCa })).toBe('');
    expect(await sparkFailure(spark, { ...login, 'bootstrap.servers': broker.addresses.sasl.replace('localhost', '127.0.0.1') })).toBe('');
    expect(await sparkFailure(spark, withTls(mutualTls, 'SSL'))).toBe('');
  });
});
