import type { ActionOptions } from '../client/action-options.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import type { SessionContext } from '../execution/session-context.ts';
import * as settings from '../execution/settings.ts';
import { settingText, type ConfigValue } from './setting-text.ts';

/**
 * The session's configuration, `spark.conf`. Warnings of the server about a setting, for example that it is deprecated,
 * are logged once per session.
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

  /** @internal Use `SparkSession.conf`. */
  constructor(session: SessionContext) {
    this.#session = session;
  }

  /**
   * Returns the value of a setting, or `defaultValue` if it has none.
   *
   * @throws SparkConnectError when the key is neither set nor known, and there is no default.
   */
  async get(key: string, defaultValue?: ConfigValue, options: ActionOptions = {}): Promise<string> {
    if ((defaultValue as unknown) === null) {
      throw new IllegalArgumentException(
        `conf.get() does not accept null as a default: call getOption(${JSON.stringify(key)}), which returns undefined if there is no value.`,
      );
    }
    if (defaultValue === undefined) return settings.requireSetting(this.#session, key, options);
    const text = settingText('conf.get()', key, defaultValue);
    return settings.readSettingOr(this.#session, key, text, options);
  }

  /** Returns the value of a setting, or undefined if it has none. */
  async getOption(key: string, options: ActionOptions = {}): Promise<string | undefined> {
    return settings.readSetting(this.#session, key, options);
  }

  /** Returns all settings that have a value, or those whose names start with `prefix`, by their full names. */
  async getAll(prefix?: string, options: ActionOptions = {}): Promise<Record<string, string>> {
    return settings.listSettings(this.#session, prefix, options);
  }

  /**
   * Sets a setting of this session.
   *
   * @throws AnalysisException when the setting can only be set when the server starts.
   * @throws IllegalArgumentException for null and other invalid values; use {@link unset} to remove a value.
   */
  async set(key: string, value: ConfigValue, options: ActionOptions = {}): Promise<void> {
    await settings.writeSetting(this.#session, key, settingText('conf.set()', key, value), options);
  }

  /** Resets a setting to the server's value. */
  async unset(key: string, options: ActionOptions = {}): Promise<void> {
    await settings.unsetSetting(this.#session, key, options);
  }

  /** Returns whether a session can change the setting. False for static settings and unknown keys. */
  async isModifiable(key: string, options: ActionOptions = {}): Promise<boolean> {
    return settings.isModifiable(this.#session, key, options);
  }
}
