import type { ActionOptions } from './client/action-options.ts';
import type { SparkConnectClient } from './client/spark-connect-client.ts';
import type { ConfigValue } from './spark-session-builder.ts';

/**
 * The session's configuration, `spark.conf`. What the server has to say about a setting, such as that it is deprecated,
 * goes to the session's logger, once.
 *
 * @example
 * ```ts
 * import type { SparkSession } from 'spark-connect-ts';
 *
 * async function useUtc(spark: SparkSession) {
 *   await spark.conf.set('spark.sql.session.timeZone', 'UTC');
 *   return spark.conf.getAll('spark.sql.session.');
 * }
 * ```
 */
export class RuntimeConfig {
  readonly #client: SparkConnectClient;

  /** @internal Comes from `SparkSession.conf`. */
  constructor(client: SparkConnectClient) {
    this.#client = client;
  }

  /**
   * The value of a setting, or else the one given here.
   *
   * @throws SparkConnectError for a key that is neither set nor known, unless there is a default.
   */
  async get(key: string, defaultValue?: string, options: ActionOptions = {}): Promise<string> {
    const { pairs } = await this.#client.config(
      defaultValue === undefined
        ? { case: 'get', value: { keys: [key] } }
        : { case: 'getWithDefault', value: { pairs: [{ key, value: defaultValue }] } },
      options,
    );
    return pairs[0]?.value ?? '';
  }

  /** The value, or undefined when there is none. */
  async getOption(key: string, options: ActionOptions = {}): Promise<string | undefined> {
    const { pairs } = await this.#client.config({ case: 'getOption', value: { keys: [key] } }, options);
    return pairs[0]?.value;
  }

  /** All settings that are set, or those whose names begin with `prefix`, by their whole names. */
  async getAll(prefix?: string, options: ActionOptions = {}): Promise<Record<string, string>> {
    const value = prefix === undefined ? {} : { prefix };
    const { pairs } = await this.#client.config({ case: 'getAll', value }, options);
    // The server leaves the prefix out of the names it answers with.
    return Object.fromEntries(pairs.map((pair) => [`${prefix ?? ''}${pair.key}`, pair.value ?? '']));
  }

  /** @throws AnalysisException for a setting that only the start of the server can change. */
  async set(key: string, value: ConfigValue, options: ActionOptions = {}): Promise<void> {
    await this.#client.config({ case: 'set', value: { pairs: [{ key, value: String(value) }] } }, options);
  }

  /** Back to the server's own value. */
  async unset(key: string, options: ActionOptions = {}): Promise<void> {
    await this.#client.config({ case: 'unset', value: { keys: [key] } }, options);
  }

  /** Whether a session can change the setting; false for those of the server and for unknown ones. */
  async isModifiable(key: string, options: ActionOptions = {}): Promise<boolean> {
    const { pairs } = await this.#client.config({ case: 'isModifiable', value: { keys: [key] } }, options);
    return pairs[0]?.value === 'true';
  }
}
