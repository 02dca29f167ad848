import type { Column, ColumnOrName } from '../column.ts';
import { call, text } from './call.ts';
import { lit } from './normal.ts';

type NumberOrColumn = Column | number;

/** Whether the text matches the pattern of another column, in which `%` is any text and `_` any character. */
export const like = (column: ColumnOrName, pattern: ColumnOrName, escapeChar?: Column): Column<boolean | null> =>
  call('like', column, pattern, escapeChar);
/** The same as {@link like} without regard to case. */
export const ilike = (column: ColumnOrName, pattern: ColumnOrName, escapeChar?: Column): Column<boolean | null> =>
  call('ilike', column, pattern, escapeChar);
/** Whether the Java regular expression of another column matches some part of the text. */
export const rlike = (column: ColumnOrName, regexp: ColumnOrName): Column<boolean | null> =>
  call('rlike', column, regexp);
/** Whether the Java regular expression of another column matches some part of the text. */
export const regexp = (column: ColumnOrName, pattern: ColumnOrName): Column<boolean | null> =>
  call('regexp', column, pattern);
/** Whether the Java regular expression of another column matches some part of the text. */
export const regexp_like = (column: ColumnOrName, regexp: ColumnOrName): Column<boolean | null> =>
  call('regexp_like', column, regexp);
/** How often the Java regular expression of another column matches. */
export const regexp_count = (column: ColumnOrName, regexp: ColumnOrName): Column<number | null> =>
  call('regexp_count', column, regexp);
/** What a group of a Java regular expression matches first (group 0 is the whole), an empty text where nothing does. */
export const regexp_extract = (column: ColumnOrName, pattern: string, group: number): Column<string | null> =>
  call('regexp_extract', column, lit(pattern), group);
/** All that a group (1 unless given) of the Java regular expression of another column matches, as an array. */
export const regexp_extract_all = (column: ColumnOrName, regexp: ColumnOrName, group?: NumberOrColumn): Column =>
  call('regexp_extract_all', column, regexp, group);
/** The text with all that a Java regular expression matches replaced; `$1` in the replacement is the first group. */
export const regexp_replace = (
  column: ColumnOrName,
  pattern: string | Column,
  replacement: string | Column,
): Column<string | null> => call('regexp_replace', column, text(pattern), text(replacement));
/** The first text that the Java regular expression of another column matches, else null. */
export const regexp_substr = (column: ColumnOrName, regexp: ColumnOrName): Column<string | null> =>
  call('regexp_substr', column, regexp);
/** Where the Java regular expression of another column first matches, from 1; 0 where it does not. */
export const regexp_instr = (
  column: ColumnOrName,
  regexp: ColumnOrName,
  group?: NumberOrColumn,
): Column<number | null> => call('regexp_instr', column, regexp, group);
