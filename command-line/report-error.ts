import { inspect } from 'node:util';
import { CommanderError } from 'commander';
import { Interrupted } from '../scripts/setup/interruption.mjs';
import { SetupError } from '../scripts/setup/setup-error.mjs';
import { Interruption } from './interruption.ts';
import { UserError } from './user-error.ts';

/** The exit codes of the process: success, failure, and wrong usage. */
export const exitCodes = { success: 0, failure: 1, usage: 2 } as const;

interface ReportOptions {
  /** Whether to print the stack and the causes, too. */
  readonly verbose: boolean;
  readonly write: (text: string) => void;
}

/** Prints one sentence about what went wrong and returns the exit code. All error output goes through here. */
export function reportError(error: unknown, { verbose, write }: ReportOptions): number {
  // Commander has already printed the error. Help and version are not errors.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.success : exitCodes.usage;
  if (error instanceof Interruption || error instanceof Interrupted) return error.exitCode;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof SetupError) for (const line of error.details) write(`  ${line}\n`);
  write(
    error instanceof UserError || error instanceof SetupError
      ? `${message}\n`
      : `Something unexpected went wrong: ${message}${verbose ? '' : ' (run it again with --verbose to see where)'}\n`,
  );
  if (verbose) write(`${inspect(error)}\n`);
  return exitCodes.failure;
}
