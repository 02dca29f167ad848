import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { SparkSession } from '../../src/index.ts';
import { produceTransactions } from '../../jobs/produce/produce-transactions.ts';
import { createKafka } from '../../jobs/kafka/create-kafka.ts';
import { readKafkaConfig, readSparkKafkaConfig } from '../../jobs/kafka/kafka-config.ts';
import { kafkaError } from '../../jobs/kafka/kafka-error.ts';
import { fetchTopicIds } from '../../jobs/kafka/topic-ids.ts';
import { sparkKafkaOptions } from '../../jobs/kafka/spark-kafka.ts';
import { sparkError } from '../../jobs/windows/spark-error.ts';
import { runJobProcess, type JobResult } from '../../jobs/job-process.ts';
import {
  endpointHandler,
  googleHandler,
  loginModules,
  passwords,
  startSecuredKafka,
  type SecuredKafka,
} from '../support/secured-kafka.ts';
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
    scram: write('scram', {
      ...withLogin('SCRAM-SHA-256', loginModules.scram, '${env:SECURED_KAFKA_PASSWORD}'),
      'bootstrap.servers': broker.addresses.saslPlaintext,
      'security.protocol': 'SASL_PLAINTEXT',
    }),
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

function withTokens(secret: string, scope = 'kafka'): Settings {
  return {
    ...withTls(broker.addresses.sasl, 'SASL_SSL'),
    'sasl.mechanism': 'OAUTHBEARER',
    'sasl.jaas.config': `${loginModules.oauthBearer} required clientId="jobs" clientSecret="${secret}" scope="${scope}";`,
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

  test('lets Spark take secrets from a file on its server, so that the plan has none', async ({ spark }) => {
    writeFileSync(join(broker.folder, 'secrets.properties'), `alice=${passwords.alice}\n`);
    const placeholder = `\${file:${broker.folder}/secrets.properties:alice}`;
    const sparkKafkaConfig = readSparkKafkaConfig(
      write('spark', withLogin('SCRAM-SHA-512', loginModules.scram, placeholder)),
    );
    expect(JSON.stringify(sparkKafkaConfig.options)).not.toContain(passwords.alice);
    const sparkKafkaServers = sparkKafkaConfig.servers!;
    expect(await countInSpark(spark, { sparkKafkaServers, sparkKafkaConfig })).toBe(records);
  });

  test('shares a token between connections until most of its lifetime is over', async () => {
    broker.tokens.lifetime = 3;
    const before = broker.tokens.issued;
    const config = readKafkaConfig(files.tokens);
    const admin = createKafka(config.servers!, { config }).admin();
    await admin.connect();
    const until = Date.now() + 5000;
    while (Date.now() < until) await admin.fetchTopicOffsets(topic);
    await admin.disconnect();
    broker.tokens.lifetime = 3600;
    expect(broker.tokens.issued - before).toBeGreaterThanOrEqual(2);
    expect(broker.tokens.issued - before).toBeLessThanOrEqual(5);
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
    const { saslPlaintext } = broker.addresses;
    expect(await failure({ 'bootstrap.servers': saslPlaintext })).toBe(
      `Kafka at ${saslPlaintext} closes connections before it answers. If this port requires a login, set security.protocol to SASL_SSL in the file of --kafka-config; otherwise check the log of the broker.`,
    );
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

  test('keeps secrets out of the printed plan, whose hash stays the same after a change of the password', async () => {
    const print = async (settings: Settings): Promise<JobResult> =>
      runJobProcess(['consume', '--print-plan', '--kafka-config', write('printed', settings)]);
    const before = await print(withLogin('SCRAM-SHA-512', loginModules.scram, passwords.alice));
    const after = await print(withLogin('SCRAM-SHA-512', loginModules.scram, 'another password'));
    expect(before).toEqual({ exitCode: 0, stdout: after.stdout, stderr: '' });
    expect(before.stdout).toContain('"kafka.sasl.mechanism": "SCRAM-SHA-512"');
    const mutual = await print(withCertificate());
    expect(mutual.stdout).toContain('"kafka.ssl.keystore.key": "*** redacted ***"');
    for (const secret of [passwords.alice, passwords.key, broker.keyText]) {
      expect(before.stdout + mutual.stdout).not.toContain(secret);
    }
  });

  test('ends a command with one sentence', async () => {
    const file = write('refused', withLogin('SCRAM-SHA-512', loginModules.scram, 'wrong'));
    const { sasl } = broker.addresses;
    const stderr = `Kafka at ${sasl} refuses the user name or password (SCRAM-SHA-512). Check sasl.jaas.config in the file of --kafka-config.\n`;
    for (const command of [['produce'], ['dead-letters', 'list']]) {
      expect(await runJobProcess([...command, '--kafka-config', file])).toEqual({ exitCode: 1, stdout: '', stderr });
    }
    const bad = write('bad', { ...withCertificate(), 'ssl.cipher.suites': 'x' });
    expect(await runJobProcess(['produce', '--kafka-config', bad])).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `Line 8 of ${bad} sets ssl.cipher.suites, which is not supported. Remove it, or see docs/kafka-security.md for what is.\n`,
    });
  });

  test('says in one sentence why Spark cannot connect', async ({ spark }) => {
    const login = withLogin('SCRAM-SHA-512', loginModules.scram, passwords.alice);
    const inFile = 'in the file of --kafka-config or --spark-kafka-config';
    const refused = `Kafka refuses the user name or password of Spark. Check sasl.mechanism and sasl.jaas.config ${inFile}.`;
    expect(await sparkFailure(spark, withLogin('PLAIN', loginModules.plain, 'wrong'))).toBe(refused);
    expect(await sparkFailure(spark, withLogin('SCRAM-SHA-512', loginModules.scram, 'wrong'))).toBe(refused);
    expect(await sparkFailure(spark, { ...login, 'ssl.truststore.location': broker.files.otherCa })).toBe(
      `Spark cannot establish TLS with Kafka: it does not trust the certificate, or the certificate is for another host name. Check ssl.truststore.location ${inFile}, and --spark-kafka-servers.`,
    );
    expect(await sparkFailure(spark, withTls(broker.addresses.mutualTls, 'SSL'))).toBe(
      `Kafka requires a client certificate of Spark that it trusts. Set ssl.keystore.location ${inFile} to the key and certificate.`,
    );
    broker.tokens.lifetime = -60;
    // Spark's pooled consumers still have a valid token for the same login.
    expect(await sparkFailure(spark, withTokens(passwords.client, 'expired'))).toBe(
      'Kafka refuses the token of Spark: it has expired, or is not one for this cluster. Check the token endpoint, and the clock of the server.',
    );
    broker.tokens.lifetime = 3600;
    const noHandler = { ...withTokens('x'), 'sasl.login.callback.handler.class': googleHandler };
    expect(await sparkFailure(spark, noHandler)).toBe(
      'Spark lacks the class of sasl.login.callback.handler.class. Add its jars to the class path of the server and of its executors; see docs/kafka-security.md.',
    );
    expect(await sparkFailure(spark, { ...login, 'sasl.jaas.config': '${file:/no/such:login}' })).toBe(
      'Spark cannot read a file that --spark-kafka-config names. Its paths are those of the server, and of each executor.',
    );
  });
});
