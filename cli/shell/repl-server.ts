import { EventEmitter } from 'node:events';
import { start, type ReplOptions, type REPLServer } from 'node:repl';

/** Evaluates code like a line of Node's REPL, and calls `done` with the error or the value. */
export type Evaluate = (code: string, done: (error: Error | null, value?: unknown) => void) => void;

/** Node's REPL, and what evaluates its lines. */
export interface EvaluatingServer {
  readonly server: REPLServer;
  readonly evaluate: Evaluate;
  /** Prints an error that no statement has caught, and shows the prompt again. */
  readonly showError: (error: unknown) => void;
}

/** Reports the errors of code to the caller. A domain, which Node would create, takes them from it. */
class NoDomain extends EventEmitter {
  bind<T>(work: T): T {
    return work;
  }
}

/**
 * Starts Node's REPL. It evaluates code in the global scope of the process, where objects and arrays have the classes that the library
 * knows.
 */
export function startServer(options: ReplOptions): EvaluatingServer {
  const domain = new NoDomain();
  const server = start({ ...options, useGlobal: true, breakEvalOnSigint: true, domain } as ReplOptions);
  const { eval: original } = server;
  return {
    server,
    evaluate: (code, done) => {
      original.call(server, code, server.context, 'shell', done);
      restoreInterruptHandlers();
    },
    showError: (error) => void domain.emit('error', error),
  };
}

/** Adds the handlers of SIGINT again: Node removes them from the process when it has run code that Ctrl-C can interrupt. */
function restoreInterruptHandlers(): void {
  const listeners = process.listeners('SIGINT');
  process.removeAllListeners('SIGINT');
  for (const listener of listeners) process.on('SIGINT', listener);
}
