import { Option } from 'commander';
import { wholeNumber } from '../../command-line/option-parsers.ts';
import { defaultWebPort } from './start-web-server.ts';

/** Returns `--web`, with or without a port. */
export function webOption(): Option {
  return new Option(
    '--web [port]',
    `serve a live page and metrics on this port of 127.0.0.1; 0: a free one (default: ${defaultWebPort}, or a free one if it is taken)`,
  ).argParser(wholeNumber(0, 65_535));
}

/** Returns the port that `--web` names, if it names one. */
export function webPort(given: number | true): number | undefined {
  return given === true ? undefined : given;
}
