import type { ActionOptions } from '../client/action-options.ts';
import type { SessionContext } from '../execution/session-context.ts';
import * as settings from '../execution/settings.ts';

/** A value for a setting of Spark; all of them are text to the server. */
export type ConfigValue = string | number | boolean | bigint;

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
  readonly #session: SessionContext;

  /** @internal Comes from `SparkSession.conf`. */
  constructor(session: SessionContext) {
    this.#session = session;
  }

  /**
   * The value of a setting, or else the one given here.
   *
   * @throws SparkConnectError for a key that is neither set nor known, unless there is a default.
   */
  async get(key: string, defaultValue?: string, options: ActionOptions = {}): Promise<string> {
    if (defaultValue === undefined) return settings.requireSetting(this.#session, key, options);
    return settings.readSettingOr(this.#session, key, defaultValue, options);
  }

  /** The value, or undefined when there is none. */
  async getOption(key: string, options: ActionOptions = {}): Promise<string | undefined> {
    return settings.readSetting(this.#session, key, options);
  }

  /** All settings that are set, or those whose names begin with `prefix`, by their whole names. */
  async getAll(prefix?: string, options: ActionOptions = {}): Promise<Record<string, string>> {
    return settings.listSettings(this.#session, prefix, options);
  }

  /** @throws AnalysisException for a setting that only the start of the server can change. */
  async set(key: string, value: ConfigValue, options: ActionOptions = {}): Promise<void> {
    await settings.writeSetting(this.#session, key, String(value), options);
  }

  /** Back to the server's own value. */
  async unset(key: string, options: ActionOptions = {}): Promise<void> {
    await settings.unsetSetting(this.#session, key, options);
  }

  /** Whether a session can change the setting; false for those of the server and for unknown ones. */
  async isModifiable(key: string, options: ActionOptions = {}): Promise<boolean> {
    return settings.isModifiable(this.#session, key, options);
  }
}
