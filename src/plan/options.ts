import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';

/** A value for an option of a source or sink; all of them are text to Spark. */
export type OptionValue = string | number | boolean | bigint;

/** Options of a source, sink or table, as the text that Spark takes them for. */
export type Options = Readonly<Record<string, OptionValue | null | undefined>>;

/** The options as text; those without a value are left out. */
export function optionTexts(options: Options): Record<string, string> {
  if (typeof options !== 'object' || Array.isArray(options) || options instanceof Map) {
    const given =
      typeof options === 'object' ? (Array.isArray(options) ? 'an array' : 'a Map') : JSON.stringify(options);
    throw new IllegalArgumentException(
      `Options are an object from names to values, such as { header: true }, not ${given}.`,
    );
  }
  const given = Object.entries(options).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}
