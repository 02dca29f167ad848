import { InvalidArgumentError, Option } from 'commander';

/** What a job tells, from least to most. Each level includes those before it. */
const logLevels = ['error', 'notice', 'info', 'debug'] as const;
export type LogLevel = (typeof logLevels)[number];

const logFormats = ['text', 'json'] as const;
export type LogFormat = (typeof logFormats)[number];

/** The options of {@link createLog}. */
export interface LogOptions {
  /** The last level that is written. */
  readonly level: LogLevel;
  readonly format: LogFormat;
  readonly write: (text: string) => void;
}

/** The log of a job, on stderr. */
export interface Log {
  readonly level: LogLevel;
  /** Why the job ends. */
  error(sentence: string): void;
  /** What the user should know. */
  notice(sentence: string): void;
  /** What happens in connections. Shown with `--verbose`. */
  info(text: string): void;
  /** Each call and each batch. Shown with `--debug`. */
  debug(text: string): void;
}

/** Creates a log. Its JSON has one object per line: `time`, `level` and `message`. */
export function createLog({ level, format, write }: LogOptions): Log {
  const log = (one: LogLevel, message: string): void => {
    if (logLevels.indexOf(one) > logLevels.indexOf(level)) return;
    const time = new Date().toISOString();
    write(format === 'json' ? `${JSON.stringify({ time, level: one, message })}\n` : `${message}\n`);
  };
  return {
    level,
    error: (sentence) => log('error', sentence),
    notice: (sentence) => log('notice', sentence),
    info: (text) => log('info', text),
    debug: (text) => log('debug', text),
  };
}

let current: Log | undefined;

/** Opens the log of this process, on stderr. */
export function openProcessLog(settings: LogSettings): Log {
  const write = (text: string): void => void process.stderr.write(text);
  return (current = createLog({ level: logLevel(settings), format: settings.logFormat ?? 'text', write }));
}

/** Returns the log of this process, for code that no job calls, such as the log of a library. */
export function processLog(): Log {
  return (current ??= openProcessLog({ verbose: true }));
}

/** The options about the log of a job. Scripts have only `--verbose`. */
export interface LogSettings {
  readonly verbose: boolean;
  readonly quiet?: boolean;
  readonly debug?: boolean;
  readonly logFormat?: LogFormat;
}

/** Returns the options `--quiet`, `--debug` and `--log-format`, for commands that write all their messages to the log. */
export function logOptions(): readonly Option[] {
  return [
    new Option('--quiet', 'show errors only').default(false).conflicts(['verbose', 'debug']),
    new Option('--debug', 'show each call to Spark and each batch as well').default(false),
    new Option('--log-format <format>', 'format of the messages on stderr: text, or json with one object per line')
      .default('text')
      .argParser(logFormat),
  ];
}

/** Returns the last level that these options show. */
function logLevel({ quiet, verbose, debug }: LogSettings): LogLevel {
  if (debug) return 'debug';
  if (verbose) return 'info';
  return quiet ? 'error' : 'notice';
}

function logFormat(text: string): LogFormat {
  const format = logFormats.find((each) => each === text);
  if (format === undefined) throw new InvalidArgumentError('It must be text or json.');
  return format;
}

/** Reads the options about the log from arguments that may be wrong otherwise, so that an error about them has the right format. */
export function logSettingsOf(argv: readonly string[]): LogSettings {
  const has = (name: string): boolean => argv.includes(name);
  const asJson = has('--log-format=json') || argv[argv.indexOf('--log-format') + 1] === 'json';
  return {
    quiet: has('--quiet'),
    verbose: has('--verbose') || has('--debug'),
    debug: has('--debug'),
    logFormat: asJson ? 'json' : 'text',
  };
}
