import type { OptionValue } from '../plan/options.ts';

/** What to do with broken records: keep them with nulls, leave them out, or fail. */
export type ParseMode = 'PERMISSIVE' | 'DROPMALFORMED' | 'FAILFAST' | 'permissive' | 'dropmalformed' | 'failfast';

/** Options that sources do not list here reach Spark all the same. */
interface AnyOption {
  readonly [option: string]: OptionValue | null | undefined;
}

/** Options of files as such. */
export interface FileOptions extends AnyOption {
  /** Which files, as in `*.csv`. */
  readonly pathGlobFilter?: string;
  /** Whether to look into folders below, whatever their names. */
  readonly recursiveFileLookup?: boolean;
  readonly modifiedBefore?: string;
  readonly modifiedAfter?: string;
}

/** Options of CSV files, for reading and writing. */
export interface CsvOptions extends FileOptions {
  /** The separator, a comma unless set. */
  readonly sep?: string;
  readonly encoding?: string;
  readonly quote?: string;
  readonly escape?: string;
  readonly comment?: string;
  /** Whether the first line has the names of the columns. */
  readonly header?: boolean;
  /** Whether to read the data once more to find out the types; text unless set. */
  readonly inferSchema?: boolean;
  readonly enforceSchema?: boolean;
  readonly ignoreLeadingWhiteSpace?: boolean;
  readonly ignoreTrailingWhiteSpace?: boolean;
  /** The text of null. */
  readonly nullValue?: string;
  readonly nanValue?: string;
  readonly positiveInf?: string;
  readonly negativeInf?: string;
  readonly dateFormat?: string;
  readonly timestampFormat?: string;
  readonly timestampNTZFormat?: string;
  readonly maxColumns?: number;
  readonly maxCharsPerColumn?: number;
  readonly mode?: ParseMode;
  readonly columnNameOfCorruptRecord?: string;
  /** Whether a record may go over several lines. */
  readonly multiLine?: boolean;
  readonly charToEscapeQuoteEscaping?: string;
  readonly samplingRatio?: number;
  readonly emptyValue?: string;
  readonly locale?: string;
  readonly lineSep?: string;
  readonly unescapedQuoteHandling?: string;
  readonly compression?: string;
  readonly quoteAll?: boolean;
  readonly escapeQuotes?: boolean;
}

/** Options of JSON files, for reading and writing. */
export interface JsonOptions extends FileOptions {
  readonly primitivesAsString?: boolean;
  readonly prefersDecimal?: boolean;
  readonly allowComments?: boolean;
  readonly allowUnquotedFieldNames?: boolean;
  readonly allowSingleQuotes?: boolean;
  readonly allowNumericLeadingZeros?: boolean;
  readonly allowBackslashEscapingAnyCharacter?: boolean;
  readonly allowUnquotedControlChars?: boolean;
  readonly allowNonNumericNumbers?: boolean;
  readonly mode?: ParseMode;
  readonly columnNameOfCorruptRecord?: string;
  readonly dateFormat?: string;
  readonly timestampFormat?: string;
  readonly timestampNTZFormat?: string;
  /** Whether the file is one document, not a document a line. */
  readonly multiLine?: boolean;
  readonly lineSep?: string;
  readonly samplingRatio?: number;
  readonly dropFieldIfAllNull?: boolean;
  readonly encoding?: string;
  readonly locale?: string;
  readonly compression?: string;
  readonly ignoreNullFields?: boolean;
}

/** Options of Parquet files, for reading and writing. */
export interface ParquetOptions extends FileOptions {
  /** Whether to read the schemas of all files. */
  readonly mergeSchema?: boolean;
  readonly datetimeRebaseMode?: 'EXCEPTION' | 'CORRECTED' | 'LEGACY';
  readonly int96RebaseMode?: 'EXCEPTION' | 'CORRECTED' | 'LEGACY';
  readonly compression?: string;
}

/** Options of ORC files, for reading and writing. */
export interface OrcOptions extends FileOptions {
  /** Whether to read the schemas of all files. */
  readonly mergeSchema?: boolean;
  readonly compression?: string;
}

/** Options of text files, for reading and writing. */
export interface TextOptions extends FileOptions {
  /** Whether each file is one row. */
  readonly wholetext?: boolean;
  readonly lineSep?: string;
  readonly compression?: string;
}

/** How to read a table of a database in parts: by ranges of a column of numbers, dates or times. */
export interface JdbcPartitions {
  readonly column: string;
  readonly lowerBound: number | bigint | string;
  readonly upperBound: number | bigint | string;
  readonly numPartitions: number;
}
