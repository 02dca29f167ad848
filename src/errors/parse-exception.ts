import { AnalysisException } from './analysis-exception.ts';

/** Spark could not parse a SQL query, an expression or a schema string. */
export class ParseException extends AnalysisException {}
