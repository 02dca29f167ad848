import type { Command } from 'commander';
import { createJobCommand, type JobDescription } from '../../command-line/job-command.ts';
import { positiveInteger, topicName } from '../../command-line/option-parsers.ts';
import { UserError } from '../../command-line/user-error.ts';
import {
  checkPortVariables,
  kafkaConfigOption,
  kafkaServersOption,
  remoteOption,
  sparkKafkaConfigOption,
  sparkKafkaServersOption,
  takeServersFromConfig,
  topicOption,
} from '../shared-options.ts';
import { queryName, type WindowQuerySettings } from './window-query.ts';

/** The options that identify a window query. Durations are in seconds. */
export type WindowOptions = Pick<WindowQuerySettings, 'topic' | 'windowDuration' | 'slideDuration' | 'watermark'> & {
  readonly resultsTopic?: string | undefined;
  readonly iKnow?: boolean;
};

/** Spark creates a row, and a part of the plan, for each window of a record. */
const maxWindowsOfRecord = 100;

/** Creates a command with the options for the servers, the topics and the windows of the job. */
export function createWindowCommand(description: JobDescription): Command {
  return createJobCommand(description)
    .addOption(remoteOption())
    .addOption(kafkaServersOption())
    .addOption(sparkKafkaServersOption())
    .addOption(kafkaConfigOption())
    .addOption(sparkKafkaConfigOption())
    .addOption(topicOption('topic with the transactions'))
    .option(
      '--results-topic <name>',
      'topic to which Spark writes the windows (default: <topic>-windows-<duration>s-<slide>s-<watermark>s)',
      topicName,
    )
    .option('--window-duration <seconds>', 'length of a window', positiveInteger, 10)
    .option('--slide-duration <seconds>', 'interval between window starts', positiveInteger, 5)
    .option('--watermark <seconds>', 'how late a record may arrive', positiveInteger, 30)
    .option('--i-know', `allow more than ${maxWindowsOfRecord} windows per record`, false)
    .hook('preAction', takeServersFromConfig)
    .hook('preAction', checkPortVariables);
}

/**
 * Fills in the results topic, whose default depends on the other options.
 *
 * @throws UserError when the options contradict each other.
 */
export function withResultsTopic<O extends WindowOptions>(options: O): O & { readonly resultsTopic: string } {
  const { windowDuration, slideDuration, topic } = options;
  if (slideDuration > windowDuration) {
    throw new UserError(
      `--slide-duration ${slideDuration} is longer than --window-duration ${windowDuration}: records between two windows would be lost. Choose a shorter --slide-duration.`,
    );
  }
  const windowsOfRecord = Math.ceil(windowDuration / slideDuration);
  if (windowsOfRecord > maxWindowsOfRecord && !options.iKnow) {
    throw new UserError(
      `With --window-duration ${windowDuration} and --slide-duration ${slideDuration} each record belongs to ${windowDuration} / ${slideDuration} = ${windowsOfRecord} windows, but the maximum is ${maxWindowsOfRecord}. Use a --slide-duration of ${Math.ceil(windowDuration / maxWindowsOfRecord)} or more, or --i-know if Spark can hold that many.`,
    );
  }
  const resultsTopic = options.resultsTopic ?? queryName(options);
  if (resultsTopic === topic) {
    throw new UserError(
      `--results-topic ${topic} is also the topic with the transactions, so Spark would read its own output. Choose a different topic.`,
    );
  }
  return { ...options, resultsTopic };
}
