import { spawn, type ChildProcess } from 'node:child_process';
import { filePath } from '../../command-line/option-parsers.ts';
import type { DeadLetter } from './dead-letter.ts';
import { formatPosition } from '../kafka/position.ts';
import { onOneLine } from './printable.ts';

/** The edited value, or a sentence why there is none. */
export type EditResult = { readonly value: Buffer } | { readonly problem: string };

/** How to edit values. */
export interface EditOptions {
  /** A command for the shell, which reads the value from its standard input and writes the new one to its standard output. */
  readonly edit: string;
  /** Seconds. */
  readonly editTimeout: number;
}

const maxOutputBytes = 16 * 1024 * 1024;
const maxErrorCharacters = 300;

/** Pipes the value of a letter through a command. Rejects only when the signal aborts. */
export async function editValue(
  letter: DeadLetter,
  { edit, editTimeout }: EditOptions,
  signal: AbortSignal,
): Promise<EditResult> {
  signal.throwIfAborted();
  const command = spawn(edit, {
    shell: true,
    // Makes the shell the leader of a group, so that the time limit also ends what it has started.
    detached: true,
    cwd: filePath('.'),
    env: { ...process.env, ...variables(letter) },
  });
  const output: Buffer[] = [];
  let size = 0;
  let errors = '';
  return await new Promise((resolve, reject) => {
    const stop = (problem: string): void => {
      killGroup(command);
      settle(() => resolve({ problem }));
    };
    const timer = setTimeout(
      () => stop(`The command of --edit took longer than ${editTimeout} seconds.`),
      editTimeout * 1000,
    );
    const onAbort = (): void => {
      killGroup(command);
      settle(() => reject(signal.reason as Error));
    };
    signal.addEventListener('abort', onAbort, { once: true });
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      // Something that the command has started may still have the pipes.
      for (const stream of [command.stdin, command.stdout, command.stderr]) stream.destroy();
      act();
    };
    command.stdout.on('data', (chunk: Buffer) => {
      output.push(chunk);
      size += chunk.length;
      if (size > maxOutputBytes) stop(`The command of --edit printed more than ${maxOutputBytes / 1024 / 1024} MB.`);
    });
    command.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(0, maxErrorCharacters);
    });
    command.on('error', ({ message }) => stop(`The command of --edit could not be started: ${message}.`));
    command.on('close', (code, killedBy) =>
      settle(() => resolve(toResult(Buffer.concat(output), code ?? killedBy ?? 'nothing', errors))),
    );
    // The command may end without reading its input.
    command.stdin.on('error', () => {});
    command.stdin.end(letter.value ?? undefined);
  });
}

function toResult(value: Buffer, ending: number | string, errors: string): EditResult {
  const printed = errors.trim() === '' ? '' : ` and printed "${onOneLine(errors.trim())}"`;
  if (typeof ending === 'string') return { problem: `The command of --edit was ended by ${ending}${printed}.` };
  if (ending !== 0) return { problem: `The command of --edit returned exit code ${ending}${printed}.` };
  if (value.toString('latin1').trim() === '') return { problem: `The command of --edit returned no value${printed}.` };
  return { value };
}

function variables({ position, reason, sentence }: DeadLetter): NodeJS.ProcessEnv {
  // An environment variable cannot contain NUL.
  const clean = (text: string): string => text.replaceAll('\0', '');
  return {
    DEAD_LETTER_POSITION: formatPosition(position),
    DEAD_LETTER_REASON: clean(reason),
    DEAD_LETTER_MESSAGE: clean(sentence),
  };
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has already ended.
  }
}
