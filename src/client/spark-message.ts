import {
  AnalysisException,
  ArithmeticException,
  ArrayIndexOutOfBoundsException,
  DateTimeException,
  NumberFormatException,
  ParseException,
  PythonException,
  QueryExecutionException,
  SparkRuntimeException,
  SparkUpgradeException,
  StreamingQueryException,
  TempTableAlreadyExistsException,
  UnsupportedOperationException,
} from '../errors/spark-exceptions.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { SparkConnectError, type SparkConnectErrorDetails } from '../errors/spark-connect-error.ts';
import { messageParametersOf, sqlStateOf } from './message-parameters.ts';

/**
 * Maps Java classes to classes of this library. The first match in the hierarchy wins, so a subclass must precede its
 * parent.
 */
const exceptions: readonly (readonly [string, typeof SparkConnectError])[] = [
  ['org.apache.spark.sql.catalyst.parser.ParseException', ParseException],
  ['org.apache.spark.sql.catalyst.analysis.TempTableAlreadyExistsException', TempTableAlreadyExistsException],
  ['org.apache.spark.sql.AnalysisException', AnalysisException],
  ['org.apache.spark.sql.streaming.StreamingQueryException', StreamingQueryException],
  ['org.apache.spark.sql.execution.QueryExecutionException', QueryExecutionException],
  ['org.apache.spark.api.python.PythonException', PythonException],
  ['java.lang.NumberFormatException', NumberFormatException],
  ['java.lang.IllegalArgumentException', IllegalArgumentException],
  ['java.lang.ArithmeticException', ArithmeticException],
  ['java.lang.UnsupportedOperationException', UnsupportedOperationException],
  ['java.lang.ArrayIndexOutOfBoundsException', ArrayIndexOutOfBoundsException],
  ['java.time.DateTimeException', DateTimeException],
  ['org.apache.spark.SparkRuntimeException', SparkRuntimeException],
  ['org.apache.spark.SparkUpgradeException', SparkUpgradeException],
];

/** Returns the error class of this library for a Java class, given together with its superclasses. */
export function exceptionFor(javaClasses: readonly string[]): typeof SparkConnectError {
  return exceptions.find(([name]) => javaClasses.includes(name))?.[1] ?? SparkConnectError;
}

type MessageDetails = Pick<SparkConnectErrorDetails, 'errorClass' | 'sqlState'> & {
  readonly messageParameters: Readonly<Record<string, string>>;
};

/** Extracts the details of an error from its message. */
export function detailsFromMessage(whole: string): MessageDetails {
  const message = taskFailureOf(whole)?.message ?? whole;
  const errorClass = /^\s*\[([A-Z][A-Z0-9_]*(?:\.[A-Z0-9_]+)*)\]/.exec(message)?.[1];
  if (errorClass === undefined) return { messageParameters: {} };
  const sqlState = sqlStateOf(errorClass);
  return {
    errorClass,
    ...(sqlState !== undefined && { sqlState }),
    messageParameters: messageParametersOf(errorClass, message),
  };
}

const frame = /^\tat |^\t\.\.\. \d+ more$/;

/**
 * Splits a message such as a task failure into the text and the Java stack trace. The server truncates messages to
 * 2,048 characters, so the last line may be an incomplete frame.
 */
export function withoutFrames(text: string): { readonly message: string; readonly stackTrace: string | undefined } {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => frame.test(line));
  if (first < 0) return { message: text.trim(), stackTrace: undefined };
  const isLast = (index: number): boolean => index === lines.length - 1;
  const kept = lines.filter((line, index) => !frame.test(line) && !(isLast(index) && line.startsWith('\t')));
  const message = kept.join('\n').replace(/\n+Driver stack[a-z.]*:?\s*$/, '');
  return { message: message.trim(), stackTrace: lines.slice(first).join('\n') };
}

/** Returns the Java class and message of a task failure, which the server wraps in the failure of the job. */
export function taskFailureOf(message: string): { readonly javaClass: string; readonly message: string } | undefined {
  const match = /^Job aborted due to stage failure: .*?\): ([\w.$]+(?:Exception|Error))(?:: ([^]*)|\n|$)/.exec(message);
  return match ? { javaClass: match[1]!, message: match[2] ?? match[1]! } : undefined;
}

/** Returns the Java classes of a task failure, or none if the message does not describe one. */
export function taskFailureClasses(message: string): readonly string[] {
  const task = taskFailureOf(message)?.javaClass;
  if (task === undefined) return [];
  // Spark's own subclasses are named after the Java classes they extend.
  return [task, ...['java.lang.', 'java.time.'].map((java) => task.replace(/^org\.apache\.spark\.Spark/, java))];
}
