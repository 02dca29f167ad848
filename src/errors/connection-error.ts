import { SparkConnectError } from './spark-connect-error.ts';

/** The server could not be reached, or the way to it broke and all retries were used up; the message names the address. */
export class ConnectionError extends SparkConnectError {}
