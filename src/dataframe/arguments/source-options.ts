/**
 * How to handle malformed records: set their fields to null (`PERMISSIVE`), drop them (`DROPMALFORMED`), or fail
 * (`FAILFAST`).
 */
export type ParseMode = 'PERMISSIVE' | 'DROPMALFORMED' | 'FAILFAST' | 'permissive' | 'dropmalformed' | 'failfast';

/**
 * Options that all file formats share. The option interfaces allow only the listed names, so that the compiler reports
 * misspelled ones; to set any other option, use `option` or `options`.
 */
export interface FileOptions {
  /** A glob pattern that file names must match, such as `*.csv`. */
  readonly pathGlobFilter?: string;
  /** Whether to read subdirectories recursively. Disables partition discovery. */
  readonly recursiveFileLookup?: boolean;
  readonly modifiedBefore?: string;
  readonly modifiedAfter?: string;
  /** The time zone of `modifiedBefore`, `modifiedAfter` and timestamps in text. Default: the session time zone. */
  readonly timeZone?: string;
  readonly ignoreCorruptFiles?: boolean;
  readonly ignoreMissingFiles?: boolean;
}

/** Options of a stream that reads files as they appear in a directory. */
export interface FileStreamOptions {
  readonly maxFilesPerTrigger?: number;
  /** Whether to process the newest files first. */
  readonly latestFirst?: boolean;
  /** Whether to identify files by their name only, ignoring their directory. */
  readonly fileNameOnly?: boolean;
  readonly maxFileAge?: string;
  readonly maxCachedFiles?: number;
  readonly cleanSource?: 'archive' | 'delete' | 'off';
  readonly sourceArchiveDir?: string;
}

/** Options for reading and writing CSV files. */
export interface CsvOptions extends FileOptions {
  /** The field separator. Default: a comma. */
  readonly sep?: string;
  /** Alias of `sep`. */
  readonly delimiter?: string;
  readonly encoding?: string;
  /** Alias of `encoding`. */
  readonly charset?: string;
  readonly quote?: string;
  readonly escape?: string;
  readonly comment?: string;
  /** Whether the first line holds the column names. */
  readonly header?: boolean;
  /**
   * Whether to infer the column types, which requires an extra pass over the data. Default: false; all columns are
   * strings.
   */
  readonly inferSchema?: boolean;
  readonly enforceSchema?: boolean;
  readonly preferDate?: boolean;
  readonly ignoreLeadingWhiteSpace?: boolean;
  readonly ignoreTrailingWhiteSpace?: boolean;
  /** The string that represents null. */
  readonly nullValue?: string;
  readonly nanValue?: string;
  readonly positiveInf?: string;
  readonly negativeInf?: string;
  readonly dateFormat?: string;
  readonly timestampFormat?: string;
  readonly timestampNTZFormat?: string;
  readonly enableDateTimeParsingFallback?: boolean;
  readonly maxColumns?: number;
  readonly maxCharsPerColumn?: number;
  readonly mode?: ParseMode;
  readonly columnNameOfCorruptRecord?: string;
  /** Whether a record may span several lines. */
  readonly multiLine?: boolean;
  readonly charToEscapeQuoteEscaping?: string;
  readonly samplingRatio?: number;
  readonly emptyValue?: string;
  readonly locale?: string;
  readonly lineSep?: string;
  readonly unescapedQuoteHandling?:
    'STOP_AT_CLOSING_QUOTE' | 'BACK_TO_DELIMITER' | 'STOP_AT_DELIMITER' | 'SKIP_VALUE' | 'RAISE_ERROR';
  readonly compression?: string;
  /** Alias of `compression`. */
  readonly codec?: string;
  readonly quoteAll?: boolean;
  readonly escapeQuotes?: boolean;
}

/** Options for reading and writing JSON files. */
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
  /** Whether to infer strings that look like timestamps as timestamps. */
  readonly inferTimestamp?: boolean;
  readonly enableDateTimeParsingFallback?: boolean;
  /** Whether a record may span several lines. If false, each line is one JSON document. */
  readonly multiLine?: boolean;
  readonly lineSep?: string;
  readonly samplingRatio?: number;
  readonly dropFieldIfAllNull?: boolean;
  readonly encoding?: string;
  readonly locale?: string;
  readonly compression?: string;
  readonly ignoreNullFields?: boolean;
  readonly writeNonAsciiCharacterAsCodePoint?: boolean;
}

/** Options for reading and writing Parquet files. */
export interface ParquetOptions extends FileOptions {
  /** Whether to merge the schemas of all files. */
  readonly mergeSchema?: boolean;
  readonly datetimeRebaseMode?: 'EXCEPTION' | 'CORRECTED' | 'LEGACY';
  readonly int96RebaseMode?: 'EXCEPTION' | 'CORRECTED' | 'LEGACY';
  readonly compression?: string;
}

/** Options for reading and writing ORC files. */
export interface OrcOptions extends FileOptions {
  /** Whether to merge the schemas of all files. */
  readonly mergeSchema?: boolean;
  readonly compression?: string;
}

/** Options for reading and writing text files. */
export interface TextOptions extends FileOptions {
  /** Whether to read each file as one row. */
  readonly wholetext?: boolean;
  readonly lineSep?: string;
  readonly compression?: string;
}

/** How to read a database table in partitions: by ranges of a numeric, date or timestamp column. */
export interface JdbcPartitions {
  readonly column: string;
  readonly lowerBound: number | bigint | string;
  readonly upperBound: number | bigint | string;
  readonly numPartitions: number;
}
