import type { SparkConnectClient } from './client/spark-connect-client.ts';

/**
 * The session's configuration, `spark.conf`.
 *
 * @example
 * ```ts
 * import type { SparkSession } from 'spark-connect-ts';
 *
 * const useUtc = (spark: SparkSession) => spark.conf.set('spark.sql.session.timeZone', 'UTC');
 * ```
 */
export class RuntimeConfig {
  readonly #client: SparkConnectClient;

  /** @internal Comes from `SparkSession.conf`. */
  constructor(client: SparkConnectClient) {
    this.#client = client;
  }

  /** @throws SparkConnectError for a key that is neither set nor known. */
  async get(key: string): Promise<string> {
    const { pairs } = await this.#client.config({ case: 'get', value: { keys: [key] } });
    return pairs[0]?.value ?? '';
  }

  /** The value, or undefined when there is none. */
  async getOption(key: string): Promise<string | undefined> {
    const { pairs } = await this.#client.config({ case: 'getOption', value: { keys: [key] } });
    return pairs[0]?.value;
  }

  async set(key: string, value: string | number | boolean): Promise<void> {
    await this.#client.config({ case: 'set', value: { pairs: [{ key, value: String(value) }] } });
  }

  async unset(key: string): Promise<void> {
    await this.#client.config({ case: 'unset', value: { keys: [key] } });
  }
}
