import { Command } from 'commander';
import { watchForInterruption } from './interruption.ts';
import { Leftovers } from './leftovers.ts';

/** How a job is presented to its user. */
export interface JobDescription {
  /** The name of the sub-command of `jobs/cli.ts`. */
  readonly name: string;
  /** What the user types before the options, such as `npm run produce --`. */
  readonly runAs: string;
  readonly description: string;
}

/** What each job gets besides its options. */
export interface JobContext {
  /** Aborts with an `Interruption` on SIGINT, SIGTERM, SIGHUP or when nobody reads the output any more. */
  readonly signal: AbortSignal;
  /** What would stay behind if the process ended right now; said when it does. */
  readonly leftovers: Leftovers;
  readonly verbose: boolean;
}

/** A sub-command with what all jobs share: `--verbose`, their usage line, and how they speak of a wrong option. */
export function createJobCommand({ name, runAs, description }: JobDescription): Command {
  return new Command(name)
    .description(description)
    .option('--verbose', 'show stack traces and what the connections report', false)
    .helpOption('-h, --help', 'show this help')
    .configureHelp({ commandUsage: () => `${runAs} [options]` })
    .configureOutput({
      outputError: (text, write) => write(`${toSentence(text)} See "${runAs} --help".\n`),
    })
    .exitOverride();
}

/** Makes the body of a job the action of its command. Errors go up to `runProgram`. */
export function runJob<Options extends object>(
  body: (options: Options, context: JobContext) => Promise<void>,
): (options: Options & { readonly verbose: boolean }) => Promise<void> {
  return async (options) => {
    const interruption = watchForInterruption();
    const leftovers = new Leftovers();
    const sayLeftovers = (): void => leftovers.sentences.forEach((sentence) => process.stderr.write(`${sentence}\n`));
    process.once('exit', sayLeftovers);
    try {
      await body(options, { signal: interruption.signal, leftovers, verbose: options.verbose });
      leftovers.clear();
    } catch (error) {
      // Any other error has said in its own sentence what became of what was begun.
      if (!interruption.signal.aborted) leftovers.clear();
      throw error;
    } finally {
      interruption.stop();
    }
  };
}

/** Commander's `error: unknown option '--x'\n(Did you mean --y?)` as one sentence. */
export function toSentence(text: string): string {
  const plain = text
    .replace(/^error: /, '')
    .trim()
    .replaceAll(/\s*\n\s*/g, ' ');
  const sentence = plain.charAt(0).toUpperCase() + plain.slice(1);
  return /[.?!]$/.test(sentence) ? sentence : `${sentence}.`;
}
