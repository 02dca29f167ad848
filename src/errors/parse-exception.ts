import { AnalysisException } from './analysis-exception.ts';

/** A SQL text, expression or schema string that Spark's parser refuses. */
export class ParseException extends AnalysisException {}
