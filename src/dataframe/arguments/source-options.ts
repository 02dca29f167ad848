/** What to do with broken records: keep them with nulls, leave them out, or fail. */
export type ParseMode = 'PERMISSIVE' | 'DROPMALFORMED' | 'FAILFAST' | 'permissive' | 'dropmalformed' | 'failfast';

/**
 * Options of files as such. Only what is listed compiles here, so that a misspelled word does not pass unnoticed; a source's own
 * options go through `option` and `options`, which take any.
 */
export interface FileOptions {
  /** Which files, as in `*.csv`. */
  readonly pathGlobFilter?: string;
  /** Whether to look into folders below, whatever their names. */
  readonly recursiveFileLookup?: boolean;
  readonly modifiedBefore?: string;
  readonly modifiedAfter?: string;
  /** The time zone of `modifiedBefore` and `modifiedAfter`, and of times in text; the session's unless set. */
  readonly timeZone?: string;
  readonly ignoreCorruptFiles?: boolean;
  readonly ignoreMissingFiles?: boolean;
}

/** Options of folders whose files a stream reads as they appear. */
export interface FileStreamOptions {
  readonly maxFilesPerTrigger?: number;
  /** Whether the newest files come first. */
  readonly latestFirst?: boolean;
  /** Whether a file is known by its name alone, wherever it is. */
  readonly fileNameOnly?: boolean;
  readonly maxFileAge?: string;
  readonly maxCachedFiles?: number;
  readonly cleanSource?: 'archive' | 'delete' | 'off';
  readonly sourceArchiveDir?: string;
}

/** Options of CSV files, for reading and writing. */
export interface CsvOptions extends FileOptions {
  /** The separator, a comma unless set. */
  readonly sep?: string;
  /** The separator, under its other name. */
  readonly delimiter?: string;
  readonly encoding?: string;
  /** The encoding, under its other name. */
  readonly charset?: string;
  readonly quote?: string;
  readonly escape?: string;
  readonly comment?: string;
  /** Whether the first line has the names of the columns. */
  readonly header?: boolean;
  /** Whether to read the data once more to find out the types; text unless set. */
  readonly inferSchema?: boolean;
  readonly enforceSchema?: boolean;
  readonly preferDate?: boolean;
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
  readonly enableDateTimeParsingFallback?: boolean;
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
  readonly unescapedQuoteHandling?:
    'STOP_AT_CLOSING_QUOTE' | 'BACK_TO_DELIMITER' | 'STOP_AT_DELIMITER' | 'SKIP_VALUE' | 'RAISE_ERROR';
  readonly compression?: string;
  /** The compression, under its other name. */
  readonly codec?: string;
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
  /** Whether text that looks like a timestamp is one, when types are found out. */
  readonly inferTimestamp?: boolean;
  readonly enableDateTimeParsingFallback?: boolean;
  /** Whether the file is one document, not a document a line. */
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
