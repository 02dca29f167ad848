import { InvalidArgumentError, Option } from 'commander';
import { seconds, serverPath } from '../../command-line/option-parsers.ts';

/** Returns `--archive`, the folder of an archive. */
export function archiveOption(description: string): Option {
  return new Option(
    '--archive <uri>',
    `${description}: a path or URI on the server, such as gs://bucket/archive`,
  ).argParser(serverPath);
}

/** Parses the seconds between two steps of an archive, at least 1. */
export function archiveInterval(text: string): number {
  const interval = seconds(text);
  if (interval >= 1) return interval;
  throw new InvalidArgumentError('It must be at least 1 second: each step commits files.');
}
