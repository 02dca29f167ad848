import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { ConnectionOptions, SecureVersion } from 'node:tls';
import type { Mechanism, SASLOptions } from 'kafkajs';
import { hostPortList } from '../../command-line/option-parsers.ts';
import { cachedToken } from './bearer-token.ts';
import { readClientProperties, type ClientProperties } from './client-properties.ts';
import { readKeyStore, readTrustStore } from './key-stores.ts';
import { oauthBearer } from './oauth-bearer.ts';
import { readLogin, type Login } from './sasl-login.ts';

/** The options of Spark's Kafka source and sink that say how to reach Kafka. They may contain secrets. */
export type SparkKafkaOptions = Readonly<Record<string, string>>;

/** The settings of kafkajs that secure a connection. */
export interface KafkaSecurity {
  readonly ssl?: ConnectionOptions;
  readonly sasl?: SASLOptions | Mechanism;
}

/** How Spark connects to Kafka. It does not show its secrets when it is printed or converted to JSON. */
export class SparkKafkaConfig {
  /** `bootstrap.servers` of the file. */
  readonly servers: readonly string[] | undefined;
  readonly #options: SparkKafkaOptions;

  constructor(servers: readonly string[] | undefined, options: SparkKafkaOptions) {
    this.servers = servers;
    this.#options = options;
  }

  /** The options of Spark's Kafka source and sink. */
  get options(): SparkKafkaOptions {
    return this.#options;
  }
}

/** How this program connects to Kafka, and Spark as well. It does not show its secrets when it is printed or converted to JSON. */
export class KafkaConfig {
  readonly spark: SparkKafkaConfig;
  readonly #tls: ConnectionOptions | undefined;
  readonly #login: Login | undefined;

  constructor(spark: SparkKafkaConfig, tls: ConnectionOptions | undefined, login: Login | undefined) {
    this.spark = spark;
    this.#tls = tls;
    // All connections of the process share a token.
    this.#login = login?.mechanism === 'oauthbearer' ? { ...login, token: cachedToken(login.token) } : login;
  }

  /** `bootstrap.servers` of the file. */
  get servers(): readonly string[] | undefined {
    return this.spark.servers;
  }

  /** Returns the settings of a kafkajs client. Call it for each client, because kafkajs changes them. */
  security(): KafkaSecurity {
    const login = this.#login;
    return {
      ...(this.#tls && { ssl: { ...this.#tls } }),
      ...(login && {
        sasl: login.mechanism === 'oauthbearer' ? oauthBearer(login.token) : ({ ...login } as SASLOptions),
      }),
    };
  }
}

const protocols = ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'] as const;
const securityPrefix = /^(security|ssl|sasl)\./;

/** The settings that change how the connection is secured, and that both kafkajs and Spark get, in the form that each needs. */
const understood: ReadonlySet<string> = new Set([
  'security.protocol',
  'sasl.mechanism',
  'sasl.jaas.config',
  'sasl.login.callback.handler.class',
  'sasl.oauthbearer.token.endpoint.url',
  'sasl.oauthbearer.client.credentials.client.id',
  'sasl.oauthbearer.client.credentials.client.secret',
  'sasl.oauthbearer.scope',
  'ssl.truststore.type',
  'ssl.truststore.location',
  'ssl.truststore.certificates',
  'ssl.truststore.password',
  'ssl.keystore.type',
  'ssl.keystore.location',
  'ssl.keystore.key',
  'ssl.keystore.certificate.chain',
  'ssl.keystore.password',
  'ssl.key.password',
  'ssl.endpoint.identification.algorithm',
  'ssl.enabled.protocols',
]);

/** The settings that Spark gets as they are. kafkajs has fixed values for them. */
const forSparkOnly: ReadonlySet<string> = new Set([
  'ssl.protocol',
  'sasl.login.connect.timeout.ms',
  'sasl.login.read.timeout.ms',
  'sasl.login.retry.backoff.ms',
  'sasl.login.retry.backoff.max.ms',
  'sasl.login.refresh.buffer.seconds',
  'sasl.login.refresh.min.period.seconds',
  'sasl.login.refresh.window.factor',
  'sasl.login.refresh.window.jitter',
]);

/**
 * Reads a client.properties file, as Kafka's own tools take it, for this program and for Spark. Spark receives certificates and keys
 * themselves, so it needs none of the files. Settings that do not concern security are ignored, except for `bootstrap.servers`.
 *
 * @throws UserError when the file cannot be used.
 */
export function readKafkaConfig(file: string): KafkaConfig {
  const properties = readClientProperties(file);
  for (const { name } of properties.all) {
    if (!securityPrefix.test(name) || understood.has(name) || forSparkOnly.has(name)) continue;
    throw properties.problem(
      name,
      `sets ${name}, which is not supported. Remove it, or see docs/kafka-security.md for what is.`,
    );
  }
  const protocol = readProtocol(properties);
  const tls = protocol.endsWith('SSL') ? readTls(properties) : undefined;
  const login = protocol.startsWith('SASL') ? readLogin(properties) : undefined;
  const spark = new SparkKafkaConfig(readServers(properties), sparkOptions(properties, protocol, tls, login));
  return new KafkaConfig(spark, tls?.options, login?.login);
}

/** The providers of placeholders that Kafka's clients have. `env` needs version 3.5 of them. */
const providerClasses = {
  file: 'org.apache.kafka.common.config.provider.FileConfigProvider',
  directory: 'org.apache.kafka.common.config.provider.DirectoryConfigProvider',
  env: 'org.apache.kafka.common.config.provider.EnvVarConfigProvider',
} as const;

/**
 * Reads a client.properties file for Spark alone. Spark receives its settings as they are, so paths are those of the server, and
 * Kafka's client in Spark resolves the placeholders.
 *
 * @throws UserError when the file cannot be read.
 */
export function readSparkKafkaConfig(file: string): SparkKafkaConfig {
  const properties = readClientProperties(file, { resolve: false });
  readProtocol(properties);
  const settings = properties.all.filter(
    ({ name }) => securityPrefix.test(name) || name.startsWith('config.providers'),
  );
  const options = Object.fromEntries(settings.map(({ name, value }) => [`kafka.${name}`, value]));
  return new SparkKafkaConfig(readServers(properties), { ...providersFor(settings), ...options });
}

/** Returns the settings that declare the providers of the placeholders in use, unless the file declares them. */
function providersFor(settings: readonly { readonly value: string }[]): SparkKafkaOptions {
  const used = Object.entries(providerClasses).filter(([name]) =>
    settings.some(({ value }) => value.includes(`\${${name}:`)),
  );
  if (used.length === 0) return {};
  const classes = used.map(([name, value]) => [`kafka.config.providers.${name}.class`, value] as const);
  return { 'kafka.config.providers': used.map(([name]) => name).join(','), ...Object.fromEntries(classes) };
}

function readServers(properties: ClientProperties): readonly string[] | undefined {
  const name = 'bootstrap.servers';
  const text = properties.text(name);
  if (text === undefined) return undefined;
  try {
    return hostPortList(text);
  } catch (error) {
    throw properties.problem(name, `sets ${name} to something other than host:port, or a list of them.`, error);
  }
}

function readProtocol(properties: ClientProperties): (typeof protocols)[number] {
  const name = 'security.protocol';
  const text = properties.text(name)?.toUpperCase();
  if (text === undefined) {
    // A misspelled name must not lead to a connection without TLS.
    const other = properties.all.find((setting) => securityPrefix.test(setting.name));
    if (other === undefined) return 'PLAINTEXT';
    throw properties.problem(
      other.name,
      `sets ${other.name}, but the file has no security.protocol, so connections would be plain. Add security.protocol, such as SASL_SSL.`,
    );
  }
  const protocol = protocols.find((each) => each === text);
  if (protocol !== undefined) return protocol;
  throw properties.problem(name, `sets ${name} to a protocol that is not one of ${protocols.join(', ')}.`);
}

/** TLS for this program, and the same settings for Spark. */
interface Tls {
  readonly options: ConnectionOptions;
  readonly spark: Readonly<Record<string, string>>;
}

function readTls(properties: ClientProperties): Tls {
  const ca = readTrustStore(properties);
  const client = readKeyStore(properties);
  const algorithm = properties.get('ssl.endpoint.identification.algorithm');
  const options: ConnectionOptions = {
    ...(ca !== undefined && { ca }),
    ...(client && { key: client.key, cert: client.chain }),
    ...(algorithm === '' && { checkServerIdentity: () => undefined }),
    ...readVersions(properties),
  };
  if (client && !new X509Certificate(client.chain).checkPrivateKey(createPrivateKey(client.key))) {
    const name = properties.get('ssl.keystore.key') === undefined ? 'ssl.keystore.location' : 'ssl.keystore.key';
    throw properties.problem(name, `sets ${name} to a private key that does not belong to its certificate.`);
  }
  return {
    options,
    spark: {
      ...(ca !== undefined && { 'ssl.truststore.type': 'PEM', 'ssl.truststore.certificates': ca }),
      ...(client && {
        'ssl.keystore.type': 'PEM',
        'ssl.keystore.key': client.key,
        'ssl.keystore.certificate.chain': client.chain,
      }),
      ...copied(properties, ['ssl.endpoint.identification.algorithm', 'ssl.enabled.protocols']),
    },
  };
}

function readVersions(properties: ClientProperties): {
  readonly minVersion?: SecureVersion;
  readonly maxVersion?: SecureVersion;
} {
  const name = 'ssl.enabled.protocols';
  const text = properties.text(name);
  if (text === undefined) return {};
  const versions = text.split(',').map((each) => each.trim());
  const known = (['TLSv1.2', 'TLSv1.3'] as const).filter((each) => versions.includes(each));
  const [minVersion] = known;
  if (minVersion === undefined || known.length < versions.length)
    throw properties.problem(name, `sets ${name} to something other than TLSv1.2, TLSv1.3 or both.`);
  return { minVersion, maxVersion: known.at(-1)! };
}

function sparkOptions(
  properties: ClientProperties,
  protocol: string,
  tls: Tls | undefined,
  login: ReturnType<typeof readLogin> | undefined,
): SparkKafkaOptions {
  const settings = {
    'security.protocol': protocol,
    ...(protocol !== 'PLAINTEXT' && copied(properties, [...forSparkOnly])),
    ...tls?.spark,
    ...login?.spark,
  };
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [`kafka.${name}`, value]));
}

function copied(properties: ClientProperties, names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = properties.get(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
