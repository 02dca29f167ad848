import { IllegalArgumentException } from './illegal-argument-exception.ts';
import { SparkConnectError } from './spark-connect-error.ts';

// Counterparts of Spark's Java exceptions, named as in PySpark. Others have separate files.

/** Spark could not analyze a plan, for example because of an unknown column or table, or a type mismatch. */
export class AnalysisException extends SparkConnectError {}

/** Spark could not parse a SQL query, an expression or a schema string. */
export class ParseException extends AnalysisException {}

/** A streaming query terminated with an error. The message contains the cause reported by Spark. */
export class StreamingQueryException extends SparkConnectError {}

/** A calculation has no result in ANSI mode, such as a division by zero or an overflow. */
export class ArithmeticException extends SparkConnectError {}

/** An array index is out of bounds, in ANSI mode. */
export class ArrayIndexOutOfBoundsException extends SparkConnectError {}

/** A date or time is invalid or cannot be parsed. */
export class DateTimeException extends SparkConnectError {}

/** A string that cannot be parsed as a number was cast in ANSI mode. */
export class NumberFormatException extends IllegalArgumentException {}

/** Python code on the server, such as a function used by a view, raised an error. */
export class PythonException extends SparkConnectError {}

/** A query failed to execute. */
export class QueryExecutionException extends SparkConnectError {}

/** A query failed at run time rather than during analysis. */
export class SparkRuntimeException extends SparkConnectError {}

/** The result would differ between versions of Spark. The message names the setting that selects the behavior. */
export class SparkUpgradeException extends SparkConnectError {}

/** A temporary view with this name already exists. */
export class TempTableAlreadyExistsException extends AnalysisException {}

/** Spark does not support the operation, or not in this combination. */
export class UnsupportedOperationException extends SparkConnectError {}
