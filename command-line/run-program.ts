import type { Command } from 'commander';
import { Interruption, isClosedOutput } from './interruption.ts';
import { toSentence } from './job-command.ts';
import { logSettingsOf, openProcessLog } from './log.ts';
import { reportError } from './report-error.ts';
import { explainSwallowedOptions } from './swallowed-options.ts';

/** How long an open handle, such as a socket to a server that hangs, may keep the process alive after the job. */
const lingerMilliseconds = 2000;
/** The same after Ctrl-C, when clean-up is already done. */
const interruptedLingerMilliseconds = 50;

/** Runs the command that the arguments name and sets the exit code. Never throws. */
export async function runProgram(program: Command, argv: readonly string[]): Promise<void> {
  const settings = logSettingsOf(argv);
  const log = openProcessLog(settings);
  const report = (error: unknown): number =>
    reportError(error, { verbose: settings.verbose, write: (text) => log.error(text.trimEnd()) });
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosedPipe);
  process.on('uncaughtException', (error) => process.exit(report(error)));

  program.exitOverride().configureOutput({
    outputError: (text, write) => write(`${toSentence(text)}\n`),
  });
  let linger = lingerMilliseconds;
  try {
    const swallowed = explainSwallowedOptions(program, argv, process.env);
    if (swallowed !== undefined) program.error(swallowed);
    await program.parseAsync(argv);
  } catch (error) {
    process.exitCode = report(error);
    if (error instanceof Interruption) linger = interruptedLingerMilliseconds;
  }
  setTimeout(() => process.exit(), linger).unref();
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (!isClosedOutput(error)) throw error;
}
