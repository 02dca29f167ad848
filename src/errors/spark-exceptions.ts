import { AnalysisException } from './analysis-exception.ts';
import { IllegalArgumentException } from './illegal-argument-exception.ts';
import { SparkConnectError } from './spark-connect-error.ts';

// What Spark's Java exceptions become here beside those with a file of their own; the names are PySpark's.

/** A calculation without a result, such as a division by zero or an overflow, in ANSI mode. */
export class ArithmeticException extends SparkConnectError {}

/** An index outside an array, in ANSI mode. */
export class ArrayIndexOutOfBoundsException extends SparkConnectError {}

/** A date or time that does not exist or cannot be read. */
export class DateTimeException extends SparkConnectError {}

/** A text that is no number, cast in ANSI mode. */
export class NumberFormatException extends IllegalArgumentException {}

/** Python code that the server runs, such as a function behind a view, raised an error. */
export class PythonException extends SparkConnectError {}

/** A query could not be executed. */
export class QueryExecutionException extends SparkConnectError {}

/** The work itself failed, as against the plan. */
export class SparkRuntimeException extends SparkConnectError {}

/** Something whose meaning changed between versions of Spark; the message names the setting that decides. */
export class SparkUpgradeException extends SparkConnectError {}

/** A temporary view of that name exists. */
export class TempTableAlreadyExistsException extends AnalysisException {}

/** Something Spark cannot do, or not in this combination. */
export class UnsupportedOperationException extends SparkConnectError {}
