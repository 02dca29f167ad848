import type { SparkSessionBuilder } from '../index.ts';

/** A step of the start of a cloud session. */
export interface CloudProgress {
  /** What is happening, as a sentence. */
  readonly message: string;
  /** The platform's name for the session, once it is known. */
  readonly session?: string;
  /** The state of the session in the platform's own word, such as `CREATING`. */
  readonly state?: string;
  /** Milliseconds since the start. */
  readonly milliseconds: number;
}

/** How to connect to a cloud platform, for all of them. */
export interface CloudConnectOptions {
  /** Receives the progress of the start, which may take minutes. */
  readonly onProgress?: (progress: CloudProgress) => void;
  /** Cancels the start. A session that was just created is ended. */
  readonly signal?: AbortSignal;
  /** Milliseconds to wait until the platform's session accepts connections. Default: 10 minutes. */
  readonly timeout?: number;
  /** Milliseconds between two questions for the state of the session. Default: 2 seconds. */
  readonly pollInterval?: number;
}

/** A cloud platform's Spark Connect server. It stays available until `close()`. */
export interface CloudConnection extends AsyncDisposable {
  /** Opens sessions on the server. The address, TLS and the tokens are set; add your own settings before `getOrCreate()`. */
  readonly builder: SparkSessionBuilder;
  /** The platform's name for the session. */
  readonly session: string;
  /** Whether the session existed before. */
  readonly isReused: boolean;
  /** The page of the session in the platform's console, if it has one. */
  readonly consoleUrl: string | undefined;
  /** Returns the page of an operation in the platform's console, if there is one. */
  operationUrl(operationId: string): string | undefined;
  /** Ends the platform's session, unless it is to be kept, and closes what this connection has opened. May be repeated. */
  close(): Promise<void>;
}

/** Returns a `close` that does its work once, and `Symbol.asyncDispose` for `await using`. */
export function closing(work: () => Promise<void>): Pick<CloudConnection, 'close'> & AsyncDisposable {
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => (closed ??= work());
  return { close, [Symbol.asyncDispose]: close };
}
