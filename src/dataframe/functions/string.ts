import type { Column } from '../column.ts';
import { type ColumnOrName } from '../column.ts';
import { call, text } from './call.ts';
import { lit } from './normal.ts';

type NumberOrColumn = ColumnOrName | number;

/** Concatenates the columns with a separator; nulls are skipped. */
export const concat_ws = (separator: string, ...columns: readonly ColumnOrName[]): Column<string> =>
  call('concat_ws', lit(separator), ...columns);
/** Converts the string to lowercase. */
export const lower = (column: ColumnOrName): Column<string | null> => call('lower', column);
/** Converts the string to lowercase. Alias of {@link lower}. */
export const lcase = (column: ColumnOrName): Column<string | null> => call('lcase', column);
/** Converts the string to uppercase. */
export const upper = (column: ColumnOrName): Column<string | null> => call('upper', column);
/** Converts the string to uppercase. Alias of {@link upper}. */
export const ucase = (column: ColumnOrName): Column<string | null> => call('ucase', column);
/** Capitalizes the first letter of each word. */
export const initcap = (column: ColumnOrName): Column<string | null> => call('initcap', column);

/** Removes spaces, or the given characters, from both ends of the string. */
export const trim = (column: ColumnOrName, characters?: string): Column<string | null> =>
  trimmed('trim', column, characters);
/** Removes spaces, or the given characters, from the start of the string. */
export const ltrim = (column: ColumnOrName, characters?: string): Column<string | null> =>
  trimmed('ltrim', column, characters);
/** Removes spaces, or the given characters, from the end of the string. */
export const rtrim = (column: ColumnOrName, characters?: string): Column<string | null> =>
  trimmed('rtrim', column, characters);
/** Removes spaces, or the characters in a second column, from both ends of the string. */
export const btrim = (column: ColumnOrName, characters?: ColumnOrName): Column<string | null> =>
  call('btrim', column, characters);
/** Pads a string or binary value on the left to the given length, or truncates it if it is longer. */
export const lpad = (column: ColumnOrName, length: number, pad: string | Uint8Array): Column =>
  call('lpad', column, length, lit(pad));
/** Pads a string or binary value on the right to the given length, or truncates it if it is longer. */
export const rpad = (column: ColumnOrName, length: number, pad: string | Uint8Array): Column =>
  call('rpad', column, length, lit(pad));
/** Repeats the string n times. */
export const repeat = (column: ColumnOrName, n: number): Column<string | null> => call('repeat', column, n);
/**
 * Replaces each character in `matching` with the one at the same position in `replacement`; characters without a
 * counterpart are removed.
 */
export const translate = (column: ColumnOrName, matching: string, replacement: string): Column<string | null> =>
  call('translate', column, lit(matching), lit(replacement));
/**
 * Replaces all occurrences of `search` with `replacement`, or removes them if it is omitted. All arguments are columns.
 */
export const replace = (
  column: ColumnOrName,
  search: ColumnOrName,
  replacement?: ColumnOrName,
): Column<string | null> => call('replace', column, search, replacement);
/** Replaces `length` characters (by default, the length of the replacement) starting at a position, counted from 1. */
export const overlay = (
  column: ColumnOrName,
  replacement: ColumnOrName,
  position: NumberOrColumn,
  length?: NumberOrColumn,
): Column => call('overlay', column, replacement, position, length);
/**
 * Masks a string: uppercase letters become X, lowercase letters x and digits n; other characters stay as they are. Each
 * replacement character can be changed.
 */
export const mask = (
  column: ColumnOrName,
  upperChar?: ColumnOrName,
  lowerChar?: ColumnOrName,
  digitChar?: ColumnOrName,
  otherChar?: ColumnOrName,
): Column<string | null> => {
  const given = [upperChar, lowerChar, digitChar, otherChar];
  const last = given.findLastIndex((char) => char !== undefined);
  const defaults = [lit('X'), lit('x'), lit('n'), lit(null)];
  return call('mask', column, ...given.slice(0, last + 1).map((char, index) => char ?? defaults[index]));
};

/** Returns a string of n spaces. */
export const space = (n: NumberOrColumn): Column<string | null> => call('space', n);

// Lengths and character codes

/** Returns the number of characters of a string, or of bytes of a binary value. */
export const length = (column: ColumnOrName): Column<number | null> => call('length', column);
/** Returns the number of characters or bytes. Alias of {@link length}. */
export const len = (column: ColumnOrName): Column<number | null> => call('len', column);
/** Returns the number of characters or bytes. Alias of {@link length}. */
export const char_length = (column: ColumnOrName): Column<number | null> => call('char_length', column);
/** Returns the number of characters or bytes. Alias of {@link length}. */
export const character_length = (column: ColumnOrName): Column<number | null> => call('character_length', column);
/** Returns the number of bytes. */
export const octet_length = (column: ColumnOrName): Column<number | null> => call('octet_length', column);
/** Returns the number of bits. */
export const bit_length = (column: ColumnOrName): Column<number | null> => call('bit_length', column);
/** Returns the numeric value of the first character. */
export const ascii = (column: ColumnOrName): Column<number | null> => call('ascii', column);
/** Returns the character with the given code. Alias of {@link chr}. */
export const char = (column: ColumnOrName): Column<string | null> => call('char', column);
/** Returns the character with the given code. */
export const chr = (column: ColumnOrName): Column<string | null> => call('chr', column);
/** Returns the Soundex code of a string: a letter and three digits. */
export const soundex = (column: ColumnOrName): Column<string | null> => call('soundex', column);
/** Returns whether a string of digits, such as a credit card number, passes the Luhn checksum. */
export const luhn_check = (column: ColumnOrName): Column<boolean | null> => call('luhn_check', column);
/** Returns the Levenshtein distance between two strings, or −1 if it exceeds `threshold`. */
export const levenshtein = (left: ColumnOrName, right: ColumnOrName, threshold?: number): Column<number | null> =>
  call('levenshtein', left, right, threshold);

// Searching and splitting

/** Returns whether the string contains another string. */
export const contains = (column: ColumnOrName, other: ColumnOrName): Column<boolean | null> =>
  call('contains', column, other);
/** Returns whether the string starts with a prefix. */
export const startswith = (column: ColumnOrName, prefix: ColumnOrName): Column<boolean | null> =>
  call('startswith', column, prefix);
/** Returns whether the string ends with a suffix. */
export const endswith = (column: ColumnOrName, suffix: ColumnOrName): Column<boolean | null> =>
  call('endswith', column, suffix);
/** Returns the position of the first occurrence of a substring, counted from 1, or 0 if there is none. */
export const instr = (column: ColumnOrName, substring: string): Column<number | null> =>
  call('instr', column, lit(substring));
/**
 * Returns the position of the first occurrence of a substring at or after `position`, counted from 1, or 0 if there is
 * none.
 */
export const locate = (substring: string, column: ColumnOrName, position?: number): Column<number | null> =>
  call('locate', lit(substring), column, position);
/** Like {@link locate}, but all arguments may be columns. */
export const position = (
  substring: ColumnOrName,
  column: ColumnOrName,
  start?: NumberOrColumn,
): Column<number | null> => call('position', substring, column, start);
/** Returns the position, counted from 1, of a string in a comma-separated list, or 0 if it is not in the list. */
export const find_in_set = (column: ColumnOrName, list: ColumnOrName): Column<number | null> =>
  call('find_in_set', column, list);
/** Returns the n-th of the following inputs, counted from 1; the first input is n. */
export const elt = (...inputs: readonly NumberOrColumn[]): Column => call('elt', ...inputs);
/** Returns the leftmost `length` characters. */
export const left = (column: ColumnOrName, length: NumberOrColumn): Column => call('left', column, length);
/** Returns the rightmost `length` characters. */
export const right = (column: ColumnOrName, length: NumberOrColumn): Column => call('right', column, length);
/** Returns the substring, or slice of bytes, that starts at a position, counted from 1. */
export const substring = (column: ColumnOrName, position: number, length: number): Column =>
  call('substring', column, position, length);
/**
 * Returns the substring, or slice of bytes, that starts at a position, counted from 1. Without a length, it extends to
 * the end.
 */
export const substr = (column: ColumnOrName, position: NumberOrColumn, length?: NumberOrColumn): Column =>
  call('substr', column, position, length);
/**
 * Returns the substring before the n-th occurrence of the delimiter; if the count is negative, the substring after the
 * n-th occurrence from the right.
 */
export const substring_index = (column: ColumnOrName, delimiter: string, count: number): Column<string | null> =>
  call('substring_index', column, lit(delimiter), count);
/**
 * Splits a string around the matches of a Java regular expression, into at most `limit` parts if `limit` is positive.
 */
export const split = (column: ColumnOrName, pattern: string, limit?: number): Column<string[] | null> =>
  call('split', column, lit(pattern), limit);
/** Splits a string at a delimiter and returns the n-th part, counted from 1, or from the end if negative. */
export const split_part = (
  column: ColumnOrName,
  delimiter: ColumnOrName,
  partNum: NumberOrColumn,
): Column<string | null> => call('split_part', column, delimiter, partNum);
/** Splits a text into sentences, each an array of words, with the rules of a language and country. */
export const sentences = (column: ColumnOrName, language?: ColumnOrName, country?: ColumnOrName): Column =>
  call('sentences', column, language ?? (country === undefined ? undefined : lit('')), country);

// Formatting and encoding

/** Formats a number with `decimals` decimal places and commas between thousands, such as `1,234.50`. */
export const format_number = (column: ColumnOrName, decimals: number): Column<string | null> =>
  call('format_number', column, decimals);
/** Formats the columns with a Java format string such as `%d of %s`. */
export const format_string = (format: string, ...columns: readonly ColumnOrName[]): Column<string | null> =>
  call('format_string', lit(format), ...columns);
/** Formats the columns with a Java format string that is itself a column. */
export const printf = (format: ColumnOrName, ...columns: readonly ColumnOrName[]): Column<string | null> =>
  call('printf', format, ...columns);
/** Formats a number with a format such as `$99.99`, which is a column. */
export const to_char = (column: ColumnOrName, format: ColumnOrName): Column<string | null> =>
  call('to_char', column, format);
/** Formats a number with a format such as `$99.99`. Alias of {@link to_char}. */
export const to_varchar = (column: ColumnOrName, format: ColumnOrName): Column<string | null> =>
  call('to_varchar', column, format);
/** Parses a string as a decimal with a format such as `$99.99`, which is a column. Fails for invalid input. */
export const to_number = (column: ColumnOrName, format: ColumnOrName): Column => call('to_number', column, format);
/** Parses a string as a decimal with a format such as `$99.99`, which is a column. Returns null for invalid input. */
export const try_to_number = (column: ColumnOrName, format: ColumnOrName): Column =>
  call('try_to_number', column, format);
/**
 * Converts a string to binary data. The format is a column: `hex` (the default), `utf-8` or `base64`. Fails for invalid
 * input.
 */
export const to_binary = (column: ColumnOrName, format?: ColumnOrName): Column => call('to_binary', column, format);
/**
 * Converts a string to binary data. The format is a column: `hex` (the default), `utf-8` or `base64`. Returns null for
 * invalid input.
 */
export const try_to_binary = (column: ColumnOrName, format?: ColumnOrName): Column =>
  call('try_to_binary', column, format);
/** Encodes binary data as a Base64 string. */
export const base64 = (column: ColumnOrName): Column<string | null> => call('base64', column);
/** Decodes a Base64 string. */
export const unbase64 = (column: ColumnOrName): Column<Uint8Array | null> => call('unbase64', column);
/** Decodes binary data to a string with a character set such as `UTF-8`. */
export const decode = (column: ColumnOrName, charset: string): Column<string | null> =>
  call('decode', column, lit(charset));
/** Encodes a string to binary data with a character set such as `UTF-8`. */
export const encode = (column: ColumnOrName, charset: string): Column<Uint8Array | null> =>
  call('encode', column, lit(charset));

function trimmed(name: string, column: ColumnOrName, characters: string | undefined): Column<string | null> {
  return characters === undefined ? call(name, column) : call(name, column, text(characters));
}
