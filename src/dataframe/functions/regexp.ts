import type { Column, ColumnOrName } from '../column.ts';
import { call, text } from './call.ts';
import { lit } from './normal.ts';

type NumberOrColumn = Column | number;

/**
 * Returns whether the string matches a SQL LIKE pattern, in which `%` matches any characters and `_` a single one. The
 * pattern is a column.
 */
export const like = (column: ColumnOrName, pattern: ColumnOrName, escapeChar?: Column): Column<boolean | null> =>
  call('like', column, pattern, escapeChar);
/** Like {@link like}, but ignores case. */
export const ilike = (column: ColumnOrName, pattern: ColumnOrName, escapeChar?: Column): Column<boolean | null> =>
  call('ilike', column, pattern, escapeChar);
/** Returns whether a Java regular expression, given as a column, matches any part of the string. */
export const rlike = (column: ColumnOrName, regexp: ColumnOrName): Column<boolean | null> =>
  call('rlike', column, regexp);
/**
 * Returns whether a Java regular expression, given as a column, matches any part of the string. Alias of {@link rlike}.
 */
export const regexp = (column: ColumnOrName, pattern: ColumnOrName): Column<boolean | null> =>
  call('regexp', column, pattern);
/**
 * Returns whether a Java regular expression, given as a column, matches any part of the string. Alias of {@link rlike}.
 */
export const regexp_like = (column: ColumnOrName, regexp: ColumnOrName): Column<boolean | null> =>
  call('regexp_like', column, regexp);
/** Returns how often a Java regular expression, given as a column, matches in the string. */
export const regexp_count = (column: ColumnOrName, regexp: ColumnOrName): Column<number | null> =>
  call('regexp_count', column, regexp);
/**
 * Returns what a group of a Java regular expression captures in its first match, or an empty string if there is no
 * match. Group 0 is the whole match.
 */
export const regexp_extract = (column: ColumnOrName, pattern: string, group: number): Column<string | null> =>
  call('regexp_extract', column, lit(pattern), group);
/**
 * Returns what a group of a Java regular expression, given as a column, captures in each match, as an array. Default
 * group: 1.
 */
export const regexp_extract_all = (column: ColumnOrName, regexp: ColumnOrName, group?: NumberOrColumn): Column =>
  call('regexp_extract_all', column, regexp, group);
/** Replaces all matches of a Java regular expression. `$1` in the replacement refers to the first group. */
export const regexp_replace = (
  column: ColumnOrName,
  pattern: string | Column,
  replacement: string | Column,
): Column<string | null> => call('regexp_replace', column, text(pattern), text(replacement));
/** Returns the first match of a Java regular expression, given as a column, or null if there is none. */
export const regexp_substr = (column: ColumnOrName, regexp: ColumnOrName): Column<string | null> =>
  call('regexp_substr', column, regexp);
/**
 * Returns the position, counted from 1, of the first match of a Java regular expression, given as a column, or 0 if
 * there is none.
 */
export const regexp_instr = (
  column: ColumnOrName,
  regexp: ColumnOrName,
  group?: NumberOrColumn,
): Column<number | null> => call('regexp_instr', column, regexp, group);
