import { Command } from 'commander';
import { watchForInterruption } from './interruption.ts';
import { Leftovers } from './leftovers.ts';
import { openProcessLog, type Log, type LogSettings } from './log.ts';

/** The name and description of a job on the command line. */
export interface JobDescription {
  /** The name of the subcommand of `jobs/cli.ts`. */
  readonly name: string;
  /** The text that the user types before the options, such as `npm run produce --`. */
  readonly runAs: string;
  readonly description: string;
}

/** The context that each job receives besides its options. */
export interface JobContext {
  /** Aborts with an `Interruption` on SIGINT, SIGTERM, SIGHUP, or when the reader of the output closes it. */
  readonly signal: AbortSignal;
  /** What would be left behind if the process ended now; printed if it does. */
  readonly leftovers: Leftovers;
  readonly log: Log;
  /** Whether the log shows connections. */
  readonly verbose: boolean;
}

/** Creates a subcommand with the features that all jobs share: `--verbose`, the usage line, and the message for a wrong option. */
export function createJobCommand({ name, runAs, description }: JobDescription): Command {
  return new Command(name)
    .description(description)
    .option('--verbose', 'show stack traces and connection logs', false)
    .helpOption('-h, --help', 'show this help')
    .configureHelp({ commandUsage: () => `${runAs} [options]` })
    .configureOutput({
      outputError: (text, write) => write(`${toSentence(text)} See "${runAs} --help".\n`),
    })
    .exitOverride();
}

/** Returns the command action that runs the body of a job. Errors are reported by `runProgram`. */
export function runJob<Options extends object>(
  body: (options: Options, context: JobContext) => Promise<void>,
): (options: Options & { readonly verbose: boolean }) => Promise<void> {
  return async (given) => {
    const settings = given as Options & LogSettings;
    const options = { ...given, verbose: settings.verbose || settings.debug === true };
    const log = openProcessLog(settings);
    const interruption = watchForInterruption();
    const leftovers = new Leftovers();
    const printLeftovers = (): void => leftovers.sentences.forEach((sentence) => log.error(sentence));
    process.once('exit', printLeftovers);
    try {
      await body(options, { signal: interruption.signal, leftovers, log, verbose: options.verbose });
      leftovers.clear();
    } catch (error) {
      // The message of any other error already says what was left behind.
      if (!interruption.signal.aborted) leftovers.clear();
      throw error;
    } finally {
      interruption.stop();
    }
  };
}

/** Turns a message of commander, such as `error: unknown option '--x'\n(Did you mean --y?)`, into one sentence. */
export function toSentence(text: string): string {
  const plain = text
    .replace(/^error: /, '')
    .trim()
    .replaceAll(/\s*\n\s*/g, ' ');
  const sentence = plain.charAt(0).toUpperCase() + plain.slice(1);
  return /[.?!]$/.test(sentence) ? sentence : `${sentence}.`;
}
