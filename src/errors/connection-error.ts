import { SparkConnectError } from './spark-connect-error.ts';

/**
 * The server could not be reached, or the connection broke and all retries failed. The message contains the address.
 */
export class ConnectionError extends SparkConnectError {}

/**
 * The server no longer has this session, because it was restarted or dropped the session after an hour without a call.
 * The temporary views, settings, artifacts and streaming queries of the session are gone. Create a new session to
 * continue.
 */
export class SessionLostError extends SparkConnectError {}
