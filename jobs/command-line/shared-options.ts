import { Option } from 'commander';
import { hostPortList, topicName } from './option-parsers.ts';

/** Where Kafka is, for every command that talks to it. */
export const defaultKafkaServers: readonly string[] = ['127.0.0.1:9092'];

/** The topic the producer fills and Spark reads. */
export const defaultTopic = 'customer-transactions';

/** `--kafka-servers`, or the environment variable KAFKA_SERVERS; its value is a list of `host:port`. */
export function kafkaServersOption(): Option {
  return new Option('--kafka-servers <host:port,…>', 'where Kafka answers')
    .env('KAFKA_SERVERS')
    .default(defaultKafkaServers, defaultKafkaServers.join(','))
    .argParser(hostPortList);
}

/** `--topic`. */
export function topicOption(description: string): Option {
  return new Option('--topic <name>', description).default(defaultTopic).argParser(topicName);
}
