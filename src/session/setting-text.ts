import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';

/** A value for a setting of Spark; all of them are text to the server. */
export type ConfigValue = string | number | boolean | bigint;

/** @throws IllegalArgumentException for what is no value of a setting, such as null. */
export function settingText(method: string, key: string, value: ConfigValue): string {
  if (['string', 'number', 'boolean', 'bigint'].includes(typeof value)) return String(value);
  const given = value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value;
  const way =
    value === undefined || value === null
      ? 'leave it out, or call conf.unset() for the value of the server'
      : 'write it as text';
  throw new IllegalArgumentException(
    `${method} takes text, a number or a boolean for ${JSON.stringify(key)}, not ${given}: ${way}.`,
  );
}
