import { Option, type Command } from 'commander';
import { standardPorts, type StackPorts } from '../stack/port-names.ts';
import { portsFromEnvironment } from '../stack/ports.ts';
import { filePath, hostPortList, topicName } from '../command-line/option-parsers.ts';
import {
  readKafkaConfig,
  readSparkKafkaConfig,
  type KafkaConfig,
  type SparkKafkaConfig,
} from './kafka/kafka-config.ts';

/** The topic that the producer writes to and Spark reads from. */
export const defaultTopic = 'customer-transactions';

/** Returns `--kafka-servers` (KAFKA_SERVERS), a list of `host:port`. Default: the address of the stack, with the port KAFKA_PORT. */
export function kafkaServersOption(): Option {
  const servers = localKafkaServers();
  return new Option('--kafka-servers <host:port,…>', 'addresses of Kafka')
    .env('KAFKA_SERVERS')
    .default(servers, servers.join(','))
    .argParser(hostPortList);
}

/** Returns the addresses of Kafka of the local stack. */
export function localKafkaServers(): readonly string[] {
  return [`127.0.0.1:${stackPorts().kafka}`];
}

/** Returns `--spark-kafka-servers` (SPARK_KAFKA_SERVERS), the addresses of Kafka as Spark reaches it. */
export function sparkKafkaServersOption(): Option {
  return new Option(
    '--spark-kafka-servers <host:port,…>',
    'addresses of Kafka for Spark (default: the setting of the server, or --kafka-servers)',
  )
    .env('SPARK_KAFKA_SERVERS')
    .argParser(hostPortList);
}

/** Returns `--kafka-config` (KAFKA_CONFIG), a file with the security settings of Kafka. */
export function kafkaConfigOption(): Option {
  return new Option(
    '--kafka-config <file>',
    'client.properties of Kafka: TLS, authentication and, unless --kafka-servers is set, addresses',
  )
    .env('KAFKA_CONFIG')
    .argParser((text) => readKafkaConfig(filePath(text)));
}

/** Returns `--spark-kafka-config` (SPARK_KAFKA_CONFIG), the same for Spark. */
export function sparkKafkaConfigOption(): Option {
  return new Option(
    '--spark-kafka-config <file>',
    'client.properties for Spark alone, with paths on the server (default: what --kafka-config says)',
  )
    .env('SPARK_KAFKA_CONFIG')
    .argParser((text) => readSparkKafkaConfig(filePath(text)));
}

/** Takes addresses that no option sets from the files with the security settings. Runs before the action of a command. */
export function takeServersFromConfig(_: Command, action: Command): void {
  const options = action.opts<{ readonly kafkaConfig?: KafkaConfig; readonly sparkKafkaConfig?: SparkKafkaConfig }>();
  const take = (name: string, config: { readonly servers: readonly string[] | undefined } | undefined): void => {
    const source = action.getOptionValueSource(name);
    if (config?.servers && (source === undefined || source === 'default'))
      action.setOptionValueWithSource(name, config.servers, 'config');
  };
  take('kafkaServers', options.kafkaConfig);
  take('sparkKafkaServers', options.sparkKafkaConfig);
}

/** Returns `--remote` (SPARK_REMOTE). Default: the address of the stack, with the port SPARK_CONNECT_PORT. */
export function remoteOption(): Option {
  return new Option('--remote <url>', 'address of the Spark Connect server')
    .env('SPARK_REMOTE')
    .default(`sc://127.0.0.1:${stackPorts().connect}`);
}

/** Rejects an invalid port in the environment if a default address depends on it. Runs before the action of a command. */
export function checkPortVariables(_: Command, action: Command): void {
  const isDefault = (name: string): boolean => action.getOptionValueSource(name) === 'default';
  if (isDefault('kafkaServers') || isDefault('remote')) portsFromEnvironment(process.env);
}

/** Returns the ports of the stack. Ignores invalid variables, because only commands that need them reject them. */
function stackPorts(): StackPorts {
  try {
    return { ...standardPorts, ...portsFromEnvironment(process.env) };
  } catch {
    return standardPorts;
  }
}

/** Returns `--topic`. */
export function topicOption(description: string): Option {
  return new Option('--topic <name>', description).default(defaultTopic).argParser(topicName);
}

/** Returns `--schema`, a file that describes the fields of a transaction. */
export function schemaOption(description: string): Option {
  return new Option(
    '--schema <file>',
    `${description}, as DDL or in Spark's JSON format (default: the built-in 23 fields)`,
  ).argParser(filePath);
}
