import { constants } from 'node:os';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

type InterruptionSignal = (typeof signals)[number];

/** The reason of a job's abort signal: why the job was asked to end early. */
export class Interruption extends Error {
  override readonly name = 'Interruption';
  /** The exit code of the process: 128 + the signal number, as in shells, or 0 if only the reader of the output closed it. */
  readonly exitCode: number;

  constructor(cause: InterruptionSignal | 'closed output') {
    super(`Stopped by ${cause}`);
    this.exitCode = cause === 'closed output' ? 0 : 128 + constants.signals[cause];
  }
}

/**
 * npm forwards a Ctrl-C to its script although the terminal has already sent it there, so one key press arrives as two signals.
 * A signal that follows the first one within this time is ignored.
 */
const samePressMilliseconds = 500;

/**
 * Returns an abort signal that aborts on SIGINT, SIGTERM, SIGHUP, or when the reader of the output closes it (`| head`, a closed
 * terminal). The job can then clean up; a second signal ends the process immediately.
 */
export function watchForInterruption(): { readonly signal: AbortSignal; readonly stop: () => void } {
  const controller = new AbortController();
  let firstAt: number | undefined;

  const onSignal = (signal: NodeJS.Signals): void => {
    const interruption = new Interruption(signal as InterruptionSignal);
    if (firstAt !== undefined && performance.now() - firstAt > samePressMilliseconds)
      process.exit(interruption.exitCode);
    firstAt ??= performance.now();
    controller.abort(interruption);
  };
  const onOutputError = (error: NodeJS.ErrnoException): void => {
    if (isClosedOutput(error)) controller.abort(new Interruption('closed output'));
  };

  for (const signal of signals) process.on(signal, onSignal);
  process.stdout.on('error', onOutputError);
  const stop = (): void => {
    for (const signal of signals) process.off(signal, onSignal);
    process.stdout.off('error', onOutputError);
  };
  return { signal: controller.signal, stop };
}

/** Returns whether the error means that the output was closed: the other end of a pipe is closed, or the terminal is gone. */
export function isClosedOutput({ code }: NodeJS.ErrnoException): boolean {
  return code === 'EPIPE' || code === 'EIO';
}
