import { placeInProgram } from './function-places.ts';
import type { SparkConnectErrorDetails } from './spark-connect-error.ts';
import { UserFunctionException, type UserFunctionFailure } from './user-function-exception.ts';

/** A failure as the companion jar describes it in the message of the failed task. */
interface CompanionFailure {
  readonly id: string;
  readonly function: string;
  readonly kind: UserFunctionFailure['reason'];
  readonly error: string;
  readonly message: string;
  readonly line: number;
  readonly values?: readonly string[];
}

const marked = /<<ts-function-failure (.*?) ts-function-failure>>/s;

/** Returns the failure of a function of this program that a message of the server describes, or undefined. */
export function functionFailureIn(
  text: string,
  details: SparkConnectErrorDetails = {},
): UserFunctionException | undefined {
  const json = marked.exec(text)?.[1];
  return json === undefined ? undefined : functionFailure(json, details);
}

/** Returns the failure that the companion jar describes. */
export function functionFailure(json: string, details: SparkConnectErrorDetails): UserFunctionException | undefined {
  let failure: CompanionFailure;
  try {
    failure = JSON.parse(json) as CompanionFailure;
  } catch {
    // The server cuts off long messages.
    return undefined;
  }
  const { line = 0, location } = placeInProgram(failure.id, failure.line) ?? {};
  return new UserFunctionException(
    {
      functionName: failure.function,
      functionMessage: failure.message,
      functionError: failure.error,
      reason: failure.kind,
      line,
      location,
      values: failure.values,
    },
    details,
  );
}

/** The tasks whose failures the errors do not describe completely. */
const tasks = new WeakMap<object, number>();

/** Remembers the task of an error if the message of the server describes the failure of a function only in part. */
export function rememberTask(error: object, text: string): void {
  const task = isCutOff(text) ? /\(TID (\d+)\)/.exec(text)?.[1] : undefined;
  if (task !== undefined) tasks.set(error, Number(task));
}

/** Returns the task that knows more than an error says, or undefined. */
export function taskOf(error: object): number | undefined {
  return tasks.get(error);
}

/** Returns whether a message describes the failure of a function, but not completely, because it would be too long. */
function isCutOff(text: string): boolean {
  if (!text.includes('<<ts-function-failure ')) return false;
  const json = marked.exec(text)?.[1];
  return json === undefined || json.endsWith('"cut":true}');
}

/** Replaces the description of a failure in a message by a sentence. */
export function withFunctionFailure(text: string, failure: UserFunctionException): string {
  return text
    .replace(/(?:[a-z]\w*\.)+RuntimeException: (?=<<ts-function-failure )/g, '')
    .replace(marked, () => failure.message);
}
