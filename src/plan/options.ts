import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';

/** Value of an option of a source or sink. Spark receives it as a string. */
export type OptionValue = string | number | boolean | bigint;

/** Options of a source, sink or table by name. */
export type Options = Readonly<Record<string, OptionValue | null | undefined>>;

/** Converts options to strings, without those that are null or undefined. */
export function optionTexts(options: Options): Record<string, string> {
  if (typeof options !== 'object' || Array.isArray(options) || options instanceof Map) {
    const given =
      typeof options === 'object' ? (Array.isArray(options) ? 'an array' : 'a Map') : JSON.stringify(options);
    throw new IllegalArgumentException(
      `Options must be an object of names and values, such as { header: true }, not ${given}.`,
    );
  }
  const given = Object.entries(options).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}
