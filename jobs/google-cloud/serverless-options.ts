import { InvalidArgumentError, Option, type Command } from 'commander';
import { wholeNumber } from '../../command-line/option-parsers.ts';
import type { Location } from './google-clients.ts';

/** The options of `--serverless`. */
export interface ServerlessOptions extends Partial<Location> {
  readonly serverless: boolean;
  readonly session?: string;
  readonly keep: boolean;
  readonly subnetwork?: string;
  readonly serviceAccount?: string;
  readonly containerImage?: string;
  readonly ttl?: number;
  readonly sessionProperty?: Readonly<Record<string, string>>;
}

/** Adds `--serverless` and its options to a command that has those of a cluster, which include the project and the region. */
export function addServerlessOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--serverless', 'run Spark in a session of Dataproc Serverless').default(false).conflicts('dataproc'),
    )
    .option('--session <name>', 'session to use, or to create if it is not active (default: a new name)')
    .option('--keep', 'leave the session running when the command ends, which costs money', false)
    .option('--subnetwork <name>', 'subnetwork of a new session (default: that of the network default)')
    .option('--service-account <email>', "service account of a new session (default: the project's)")
    .option('--container-image <image>', 'container image of a new session, with the Kafka source')
    .option('--ttl <hours>', 'hours after which a new session ends in any case (default: 24)', wholeNumber(1, 336))
    .option('--session-property <key=value>', 'Spark property of a new session; can be repeated', property);
}

function property(text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const [, key = '', value = ''] = /^([^=\s]+)=(.*)$/s.exec(text) ?? [];
  if (key === '') throw new InvalidArgumentError('A property has the form key=value, such as spark.executor.cores=4.');
  return { ...before, [key]: value };
}
