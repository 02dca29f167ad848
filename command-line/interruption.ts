import { constants } from 'node:os';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

type InterruptionSignal = (typeof signals)[number];

/** Why a job was asked to end early; the reason of its abort signal. */
export class Interruption extends Error {
  override readonly name = 'Interruption';
  /** What the process should end with: 128 + the number of the signal as shells do, or 0 when only the reader of our output left. */
  readonly exitCode: number;

  constructor(cause: InterruptionSignal | 'closed output') {
    super(`Stopped by ${cause}`);
    this.exitCode = cause === 'closed output' ? 0 : 128 + constants.signals[cause];
  }
}

/**
 * npm passes a Ctrl-C on to its script although the terminal has already sent it there, so one key press
 * arrives as two signals; what comes this soon after the first is the same one.
 */
const samePressMilliseconds = 500;

/**
 * One abort signal for SIGINT, SIGTERM, SIGHUP and a reader of our output that goes away (`| head`, a closed terminal). The
 * job then ends in its own time; a second signal ends the process at once.
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

/** Whether nobody reads the output any more: the other end of a pipe was closed, or the terminal is gone. */
export function isClosedOutput({ code }: NodeJS.ErrnoException): boolean {
  return code === 'EPIPE' || code === 'EIO';
}
