import { SparkConnectError } from './spark-connect-error.ts';

/**
 * The server no longer knows this session: it was restarted, or dropped the session after an hour without a call. Its
 * temporary views, settings, artifacts and streaming queries are gone; only a new session can go on.
 */
export class SessionLostError extends SparkConnectError {}
