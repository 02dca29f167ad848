import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';

/** The value of a Spark setting, which is sent to the server as a string. */
export type ConfigValue = string | number | boolean | bigint;

/** Converts the value of a setting to a string. @throws IllegalArgumentException for any other type, such as null. */
export function settingText(method: string, key: string, value: ConfigValue): string {
  if (['string', 'number', 'boolean', 'bigint'].includes(typeof value)) return String(value);
  const given = value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value;
  const hint =
    value === undefined || value === null
      ? "omit it, or call conf.unset() to restore the server's value"
      : 'convert it to a string';
  throw new IllegalArgumentException(
    `${method} takes a string, a number or a boolean for ${JSON.stringify(key)}, not ${given}: ${hint}.`,
  );
}
