import { SparkConnectError } from './spark-connect-error.ts';

/**
 * The server could not be reached, or the connection broke and all retries failed. The message contains the address.
 */
export class ConnectionError extends SparkConnectError {}
