import { Option, type Command } from 'commander';
import { portsFromEnvironment, standardPorts, type StackPorts } from '../stack/ports.ts';
import { hostPortList, topicName } from '../command-line/option-parsers.ts';

/** The topic the producer fills and Spark reads. */
export const defaultTopic = 'customer-transactions';

/** `--kafka-servers`, or KAFKA_SERVERS; its value is a list of `host:port`. By default the stack's, whose port KAFKA_PORT moves. */
export function kafkaServersOption(): Option {
  const servers = `127.0.0.1:${stackPorts().kafka}`;
  return new Option('--kafka-servers <host:port,…>', 'where Kafka answers')
    .env('KAFKA_SERVERS')
    .default([servers], servers)
    .argParser(hostPortList);
}

/** `--remote`, or SPARK_REMOTE. By default the stack's, whose port SPARK_CONNECT_PORT moves. */
export function remoteOption(): Option {
  return new Option('--remote <url>', 'the Spark Connect server')
    .env('SPARK_REMOTE')
    .default(`sc://127.0.0.1:${stackPorts().connect}`);
}

/** Before the action of a command: refuses a variable that is no port, where an address follows from it. */
export function checkPortVariables(_: Command, action: Command): void {
  const isDefault = (name: string): boolean => action.getOptionValueSource(name) === 'default';
  if (isDefault('kafkaServers') || isDefault('remote')) portsFromEnvironment(process.env);
}

/** A variable that is no port has no say until the command that needs it complains. */
function stackPorts(): StackPorts {
  try {
    return { ...standardPorts, ...portsFromEnvironment(process.env) };
  } catch {
    return standardPorts;
  }
}

/** `--topic`. */
export function topicOption(description: string): Option {
  return new Option('--topic <name>', description).default(defaultTopic).argParser(topicName);
}
