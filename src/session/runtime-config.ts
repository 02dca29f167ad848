import type { ActionOptions } from '../client/action-options.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import type { SessionContext } from '../execution/session-context.ts';
import * as settings from '../execution/settings.ts';
import { settingText, type ConfigValue } from './setting-text.ts';

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
  async get(key: string, defaultValue?: ConfigValue, options: ActionOptions = {}): Promise<string> {
    if ((defaultValue as unknown) === null) {
      throw new IllegalArgumentException(
        `conf.get() has no null for a default: call getOption(${JSON.stringify(key)}), which is undefined where there is no value.`,
      );
    }
    if (defaultValue === undefined) return settings.requireSetting(this.#session, key, options);
    const text = settingText('conf.get()', key, defaultValue);
    return settings.readSettingOr(this.#session, key, text, options);
  }

  /** The value, or undefined when there is none. */
  async getOption(key: string, options: ActionOptions = {}): Promise<string | undefined> {
    return settings.readSetting(this.#session, key, options);
  }

  /** All settings that are set, or those whose names begin with `prefix`, by their whole names. */
  async getAll(prefix?: string, options: ActionOptions = {}): Promise<Record<string, string>> {
    return settings.listSettings(this.#session, prefix, options);
  }

  /**
   * Sets one for this session.
   *
   * @throws AnalysisException for a setting that only the start of the server can change.
   * @throws IllegalArgumentException for null and other values that are no setting's; {@link unset} takes a value back.
   */
  async set(key: string, value: ConfigValue, options: ActionOptions = {}): Promise<void> {
    await settings.writeSetting(this.#session, key, settingText('conf.set()', key, value), options);
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
