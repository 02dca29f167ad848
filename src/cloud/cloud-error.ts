import { SparkConnectError } from '../index.ts';

/**
 * A cloud platform refused or failed to provide a Spark Connect server. The message says what to do, and names whatever
 * still exists and costs money.
 */
export class CloudError extends SparkConnectError {}
