import { SparkConnectError, type SparkConnectErrorDetails } from './spark-connect-error.ts';

/** Details of a failed function, in addition to those of any error. */
export interface UserFunctionFailure {
  /** The name of the function. */
  readonly functionName: string;
  /** The message of the error that the function threw, or what is wrong with the value that it returned. */
  readonly functionMessage: string;
  /** The name of the error that the function threw, such as `TypeError`. */
  readonly functionError: string;
  /** Why the call failed: the function threw an error, returned a wrong value, or exceeded a limit. */
  readonly reason: 'thrown' | 'wrong-value' | 'limit';
  /** The line of the source text of the function, counted from 1, or 0 if it is unknown. */
  readonly line: number;
  /**
   * The file and the line in the program, such as `/app/prices.ts:12`, if this process called `udf()`. It is a line of
   * the TypeScript source if the program runs from that, or has source maps.
   */
  readonly location: string | undefined;
  /** The arguments of the failed call as text, or undefined if the function hides them. */
  readonly values: readonly string[] | undefined;
}

/** A function of this program that ran in Spark failed. The message contains the function's own message. */
export class UserFunctionException extends SparkConnectError implements UserFunctionFailure {
  readonly functionName: string;
  readonly functionMessage: string;
  readonly functionError: string;
  readonly reason: UserFunctionFailure['reason'];
  readonly line: number;
  readonly location: string | undefined;
  readonly values: readonly string[] | undefined;

  constructor(failure: UserFunctionFailure, details: SparkConnectErrorDetails = {}) {
    super(messageOf(failure), { ...details, errorClass: 'FAILED_EXECUTE_UDF', sqlState: '39000' });
    this.functionName = failure.functionName;
    this.functionMessage = failure.functionMessage;
    this.functionError = failure.functionError;
    this.reason = failure.reason;
    this.line = failure.line;
    this.location = failure.location;
    this.values = failure.values;
  }
}

function messageOf(failure: UserFunctionFailure): string {
  const { functionName, functionMessage, functionError, reason, values } = failure;
  const what = reason === 'thrown' && functionError !== '' ? `${functionError}: ${functionMessage}` : functionMessage;
  const given = values === undefined ? '' : `, for (${values.join(', ')})`;
  return `The function ${functionName} failed${placeOf(failure)}${given}: ${what}`;
}

function placeOf({ line, location }: UserFunctionFailure): string {
  if (location !== undefined) return ` at ${location}`;
  return line > 0 ? `, in line ${line} of the function` : '';
}
