import type { Column } from '../column.ts';
import { type ColumnOrName } from '../column.ts';
import { call, text } from './call.ts';
import { lit } from './normal.ts';

type NumberOrColumn = ColumnOrName | number;

/** The columns joined together with a separator; nulls are left out. */
export const concat_ws = (separator: string, ...columns: readonly ColumnOrName[]): Column<string> =>
  call('concat_ws', lit(separator), ...columns);
/** The text in small letters. */
export const lower = (column: ColumnOrName): Column<string | null> => call('lower', column);
/** The text in small letters, under SQL's name. */
export const lcase = (column: ColumnOrName): Column<string | null> => call('lcase', column);
/** The text in capital letters. */
export const upper = (column: ColumnOrName): Column<string | null> => call('upper', column);
/** The text in capital letters, under SQL's name. */
export const ucase = (column: ColumnOrName): Column<string | null> => call('ucase', column);
/** The text with a capital letter at the start of each word. */
export const initcap = (column: ColumnOrName): Column<string | null> => call('initcap', column);

/** The text without spaces, or other given characters, at both ends. */
export const trim = (column: ColumnOrName, characters?: string): Column<string | null> =>
  trimmed('trim', column, characters);
/** The text without spaces, or other given characters, at its start. */
export const ltrim = (column: ColumnOrName, characters?: string): Column<string | null> =>
  trimmed('ltrim', column, characters);
/** The text without spaces, or other given characters, at its end. */
export const rtrim = (column: ColumnOrName, characters?: string): Column<string | null> =>
  trimmed('rtrim', column, characters);
/** The text without spaces, or the characters of a second column, at both ends. */
export const btrim = (column: ColumnOrName, characters?: ColumnOrName): Column<string | null> =>
  call('btrim', column, characters);
/** The text brought to a length, filled on the left; bytes are filled with bytes. */
export const lpad = (column: ColumnOrName, length: number, pad: string | Uint8Array): Column =>
  call('lpad', column, length, lit(pad));
/** The text brought to a length, filled on the right; bytes are filled with bytes. */
export const rpad = (column: ColumnOrName, length: number, pad: string | Uint8Array): Column =>
  call('rpad', column, length, lit(pad));
/** The text so many times. */
export const repeat = (column: ColumnOrName, n: number): Column<string | null> => call('repeat', column, n);
/** The text with single characters replaced by those at the same place in another list; those without a partner go. */
export const translate = (column: ColumnOrName, matching: string, replacement: string): Column<string | null> =>
  call('translate', column, lit(matching), lit(replacement));
/** The text with all places of a second column's text replaced by a third's, or removed. */
export const replace = (
  column: ColumnOrName,
  search: ColumnOrName,
  replacement?: ColumnOrName,
): Column<string | null> => call('replace', column, search, replacement);
/** The text with a part, from a position counted from 1, replaced. */
export const overlay = (
  column: ColumnOrName,
  replacement: ColumnOrName,
  position: NumberOrColumn,
  length?: NumberOrColumn,
): Column => call('overlay', column, replacement, position, length);
/** The text with letters and digits hidden: capitals as X, small letters as x, digits as n, others as they are. */
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

/** So many spaces. */
export const space = (n: NumberOrColumn): Column<string | null> => call('space', n);

// Lengths and codes

/** The number of characters, or of bytes of a binary. */
export const length = (column: ColumnOrName): Column<number | null> => call('length', column);
/** The number of characters, or of bytes of a binary. */
export const len = (column: ColumnOrName): Column<number | null> => call('len', column);
/** The number of characters, or of bytes of a binary. */
export const char_length = (column: ColumnOrName): Column<number | null> => call('char_length', column);
/** The number of characters, or of bytes of a binary. */
export const character_length = (column: ColumnOrName): Column<number | null> => call('character_length', column);
/** The number of bytes. */
export const octet_length = (column: ColumnOrName): Column<number | null> => call('octet_length', column);
/** The number of bits. */
export const bit_length = (column: ColumnOrName): Column<number | null> => call('bit_length', column);
/** The code of the first character. */
export const ascii = (column: ColumnOrName): Column<number | null> => call('ascii', column);
/** The character of a code. */
export const char = (column: ColumnOrName): Column<string | null> => call('char', column);
/** The character of a code. */
export const chr = (column: ColumnOrName): Column<string | null> => call('chr', column);
/** The sound of an English word as a letter and three digits. */
export const soundex = (column: ColumnOrName): Column<string | null> => call('soundex', column);
/** Whether the digits of a text, such as those of a credit card, have the right check digit. */
export const luhn_check = (column: ColumnOrName): Column<boolean | null> => call('luhn_check', column);
/** How many characters to change between two texts; −1 where they are more than a threshold, if there is one. */
export const levenshtein = (left: ColumnOrName, right: ColumnOrName, threshold?: number): Column<number | null> =>
  call('levenshtein', left, right, threshold);

// Searching and cutting

/** Whether a column's text has another's in it. */
export const contains = (column: ColumnOrName, other: ColumnOrName): Column<boolean | null> =>
  call('contains', column, other);
/** Whether a column's text starts with another's. */
export const startswith = (column: ColumnOrName, prefix: ColumnOrName): Column<boolean | null> =>
  call('startswith', column, prefix);
/** Whether a column's text ends with another's. */
export const endswith = (column: ColumnOrName, suffix: ColumnOrName): Column<boolean | null> =>
  call('endswith', column, suffix);
/** Where a text first is in the column, from 1; 0 where it is not. */
export const instr = (column: ColumnOrName, substring: string): Column<number | null> =>
  call('instr', column, lit(substring));
/** Where a text is in the column, from a position on; 0 where it is not. */
export const locate = (substring: string, column: ColumnOrName, position?: number): Column<number | null> =>
  call('locate', lit(substring), column, position);
/** Where the first column's text is in the second's, from a position on; 0 where it is not. */
export const position = (
  substring: ColumnOrName,
  column: ColumnOrName,
  start?: NumberOrColumn,
): Column<number | null> => call('position', substring, column, start);
/** The position of a text in another's list of texts with commas, from 1. */
export const find_in_set = (column: ColumnOrName, list: ColumnOrName): Column<number | null> =>
  call('find_in_set', column, list);
/** The input of that number, from 1. */
export const elt = (...inputs: readonly NumberOrColumn[]): Column => call('elt', ...inputs);
/** The first characters. */
export const left = (column: ColumnOrName, length: NumberOrColumn): Column => call('left', column, length);
/** The last characters. */
export const right = (column: ColumnOrName, length: NumberOrColumn): Column => call('right', column, length);
/** A part of the text or of the bytes, from a position counted from 1. */
export const substring = (column: ColumnOrName, position: number, length: number): Column =>
  call('substring', column, position, length);
/** A part of the text or of the bytes, from a position counted from 1, to the end unless there is a length. */
export const substr = (column: ColumnOrName, position: NumberOrColumn, length?: NumberOrColumn): Column =>
  call('substr', column, position, length);
/** The text before the n-th delimiter, counted from the right where the count is negative. */
export const substring_index = (column: ColumnOrName, delimiter: string, count: number): Column<string | null> =>
  call('substring_index', column, lit(delimiter), count);
/** The text cut by a Java regular expression, into `limit` parts at most if that is positive. */
export const split = (column: ColumnOrName, pattern: string, limit?: number): Column<string[] | null> =>
  call('split', column, lit(pattern), limit);
/** The n-th part of a text cut by a delimiter, from 1, or from the end where it is negative. */
export const split_part = (
  column: ColumnOrName,
  delimiter: ColumnOrName,
  partNum: NumberOrColumn,
): Column<string | null> => call('split_part', column, delimiter, partNum);
/** The text as sentences of words, by the rules of a language and country. */
export const sentences = (column: ColumnOrName, language?: ColumnOrName, country?: ColumnOrName): Column =>
  call('sentences', column, language ?? (country === undefined ? undefined : lit('')), country);

// Formats and encodings

/** The number with so many digits behind the point and commas between thousands. */
export const format_number = (column: ColumnOrName, decimals: number): Column<string | null> =>
  call('format_number', column, decimals);
/** The columns in a format of Java's, such as `%d of %s`. */
export const format_string = (format: string, ...columns: readonly ColumnOrName[]): Column<string | null> =>
  call('format_string', lit(format), ...columns);
/** The columns in a format of Java's that is a column itself. */
export const printf = (format: ColumnOrName, ...columns: readonly ColumnOrName[]): Column<string | null> =>
  call('printf', format, ...columns);
/** The number as text in a format such as `$99.99`, a column. */
export const to_char = (column: ColumnOrName, format: ColumnOrName): Column<string | null> =>
  call('to_char', column, format);
/** The number as text in a format such as `$99.99`, a column. */
export const to_varchar = (column: ColumnOrName, format: ColumnOrName): Column<string | null> =>
  call('to_varchar', column, format);
/** The text in a format such as `$99.99`, a column, as a decimal; what does not fit fails. */
export const to_number = (column: ColumnOrName, format: ColumnOrName): Column => call('to_number', column, format);
/** The text in a format such as `$99.99`, a column, as a decimal; what does not fit is null. */
export const try_to_number = (column: ColumnOrName, format: ColumnOrName): Column =>
  call('try_to_number', column, format);
/** The text as bytes, by a format column of `hex`, `utf-8` or `base64`; what does not fit fails. */
export const to_binary = (column: ColumnOrName, format?: ColumnOrName): Column => call('to_binary', column, format);
/** The text as bytes, by a format column of `hex`, `utf-8` or `base64`; what does not fit is null. */
export const try_to_binary = (column: ColumnOrName, format?: ColumnOrName): Column =>
  call('try_to_binary', column, format);
/** The bytes as text in base 64. */
export const base64 = (column: ColumnOrName): Column<string | null> => call('base64', column);
/** The bytes that text in base 64 stands for. */
export const unbase64 = (column: ColumnOrName): Column<Uint8Array | null> => call('unbase64', column);
/** The bytes as text in a character set such as `UTF-8`. */
export const decode = (column: ColumnOrName, charset: string): Column<string | null> =>
  call('decode', column, lit(charset));
/** The text as bytes in a character set such as `UTF-8`. */
export const encode = (column: ColumnOrName, charset: string): Column<Uint8Array | null> =>
  call('encode', column, lit(charset));

function trimmed(name: string, column: ColumnOrName, characters: string | undefined): Column<string | null> {
  return characters === undefined ? call(name, column) : call(name, column, text(characters));
}
