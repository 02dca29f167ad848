import { status } from '@grpc/grpc-js';
import type { ErrorInfo } from '../../gen/google/rpc/error_details_pb.ts';
import { ConnectionError } from '../errors/connection-error.ts';
import { SparkConnectError, type SparkConnectErrorDetails } from '../errors/spark-connect-error.ts';
import { StreamingQueryException } from '../errors/spark-exceptions.ts';
import { functionFailureIn, rememberTask } from '../errors/function-failure.ts';
import { redactText } from '../errors/redact.ts';
import {
  codeName,
  createRpcError,
  isClosedEarly,
  isConnectionFailure,
  isRpcError,
  isUnreceivable,
  type RefusedToken,
  type RpcError,
} from './rpc-error.ts';
import { exceptionFor, detailsFromMessage, taskFailureClasses, withoutFrames } from './spark-message.ts';
import { errorInfoOf } from './status-details.ts';
import { streamingQueryException } from './streaming-failure.ts';

/** The context of a failed call. */
export interface FailedCall {
  readonly address: string;
  readonly attempts: number;
  /** Secrets to remove from messages. */
  readonly secrets?: readonly string[];
  /** Details that a 4.x server returned on request. */
  readonly fetched?: FetchedDetails | undefined;
}

/** Parts of an error that do not fit into the trailer of a call. */
export interface FetchedDetails {
  readonly message?: string;
  readonly errorClass?: string;
  readonly sqlState?: string;
  readonly messageParameters?: Readonly<Record<string, string>>;
  readonly serverStackTrace?: string;
}

/**
 * Converts a failed call to an error of this library. Anything other than a gRPC status, such as an abort reason, is
 * returned unchanged.
 *
 * Spark 3.5 puts the error class into the message (`[CLASS.SUB] text`) and the Java classes into the ErrorInfo. Spark
 * 4.x adds errorClass, sqlState and messageParameters to the ErrorInfo, and returns the rest on request.
 */
export function convertError(failure: unknown, call: FailedCall): unknown {
  if (!isRpcError(failure)) return failure;
  const redact = (text: string): string => redactText(text, call.secrets);
  const info = errorInfoOf(failure);
  const error = withoutSecrets(failure, redact);
  // Gateways have their own details, such as Google's ACCESS_TOKEN_EXPIRED.
  if (!info || (isRefused(error) && info.domain !== sparkDomain)) return withoutErrorInfo(error, call);
  const Exception = exceptionFor(classesOf(error, info));
  const { message: whole = error.details, ...serverDetails } = serverDetailsOf(info, call.fetched, redact);
  const details = { code: codeName(error.code), cause: error, ...detailsFromMessage(error.details), ...serverDetails };
  if (Exception === StreamingQueryException) return streamingQueryException(whole, details);
  const converted = functionFailureIn(whole, details) ?? sparkException(Exception, whole, info, details);
  rememberTask(converted, whole);
  // Node.js keeps ten calls of a stack, in which those of the program are worth more than ours.
  Error.captureStackTrace?.(converted, convertError);
  return converted;
}

function sparkException(
  Exception: ReturnType<typeof exceptionFor>,
  whole: string,
  { reason }: ErrorInfo,
  details: SparkConnectErrorDetails,
): SparkConnectError {
  const { message, stackTrace } = withoutFrames(overBatch.test(whole) ? overBatchMessage : whole);
  return new Exception(message || `The server failed with ${reason}, without a message.`, {
    ...(stackTrace !== undefined && { serverStackTrace: stackTrace }),
    ...details,
  });
}

/** What Spark says about the DataFrame of a batch that is over. */
const overBatch = /^No DataFrame with id \S+ is found in the session /;
const overBatchMessage =
  'The DataFrame of a batch exists only while the function of foreachBatch runs and its query is not stopped. To use the rows later, collect them or write them to a table in the function.';

/** Converts an error that does not come from Spark, or whose trailer was lost. */
function withoutErrorInfo(error: RpcError, { address, attempts }: FailedCall): SparkConnectError {
  const tries = attempts > 1 ? ` after ${attempts} attempts` : '';
  const details = { code: codeName(error.code), cause: error };
  const reason = reasonOf(error);
  if (isConnectionFailure(error) || error.code === status.DEADLINE_EXCEEDED) {
    return new ConnectionError(`Cannot reach Spark Connect at ${address}${tries}: ${reason}.`, details);
  }
  if (isRefused(error)) {
    return new ConnectionError(
      `The Spark Connect server at ${address} rejected the call: ${reason || 'no valid credentials'}. ${adviceAbout(error)}`,
      details,
    );
  }
  if (error.code === status.UNIMPLEMENTED) {
    return new SparkConnectError(`The server at ${address} does not support this call: ${reason}.`, details);
  }
  if (isUnreceivable(error)) {
    return new SparkConnectError(
      `Node cannot receive the response of the server at ${address} (${reason}), for example because its trailers exceed 64 KiB. If spark.connect.jvmStacktrace.maxSize was raised on the server, lower it.`,
      details,
    );
  }
  if (error.code === status.RESOURCE_EXHAUSTED) {
    return new SparkConnectError(
      `A message to or from ${address} is too large: ${reason}. Raise grpc_max_message_size in the connection string, or spark.connect.grpc.maxInboundMessageSize on the server.`,
      details,
    );
  }
  const { message, stackTrace } = withoutFrames(error.details);
  return new SparkConnectError(message || missingReason(details.code, address), {
    ...details,
    ...detailsFromMessage(error.details),
    ...(stackTrace !== undefined && { serverStackTrace: stackTrace }),
  });
}

const sparkDomain = 'org.apache.spark';

function isRefused({ code }: RpcError): boolean {
  return code === status.UNAUTHENTICATED || code === status.PERMISSION_DENIED;
}

/** What to do about a token that the server rejects. */
const refusalAdvice: Readonly<Record<RefusedToken, string>> = {
  unchanged:
    'The function given to token() returned the rejected token again; it must return another one when it is called with refused.',
  'refused again':
    'It rejected a fresh token too; check that the token is for this server and that its user has access.',
  renewed: 'The token expired during the call; run the action again, which uses a fresh token.',
};

function adviceAbout({ refusedToken }: RpcError): string {
  return refusedToken === undefined
    ? 'Set the token in the connection string or with token().'
    : refusalAdvice[refusedToken];
}

/** Spark 3.5 gives no reason for failures other than its own exceptions, such as a stack overflow. */
function missingReason(code: string, address: string): string {
  return `The server at ${address} ended the call with ${code} without a reason. An expression or SQL query may be too deep or too long for its stack; see the server log.`;
}

/** Returns the underlying reason of a failed connection, without the text that grpc-js adds around it. */
function reasonOf(error: RpcError): string {
  const { details } = error;
  if (isClosedEarly(error)) {
    return 'it closed the connection before it answered, like a server that requires TLS (use_ssl=true) or a client certificate, or a proxy whose server is down';
  }
  const reason = /Last error: (?:Error: )?(.*?)\.? Resolution note:/s.exec(details)?.[1] ?? details;
  // OpenSSL, or Bun's BoringSSL, reports this when the response is not TLS.
  if (/wrong[ _]version[ _]number/i.test(reason))
    return 'the server does not use TLS, which use_ssl, a token or tls() requires';
  // Node.js connects, but Deno and Bun do not.
  if (/servername.*IP address/.test(reason))
    return 'this runtime needs the host name of a server with TLS rather than its IP address: connect by name, or set serverName in tls()';
  return reason.replace(/[\s.]+$/, '');
}

/** Returns the details that the server states explicitly, with secrets redacted. */
function serverDetailsOf(
  { metadata }: ErrorInfo,
  fetched: FetchedDetails = {},
  redact: (text: string) => string,
): FetchedDetails {
  const { message = undefined, errorClass = metadata['errorClass'], sqlState = metadata['sqlState'] } = fetched;
  const { serverStackTrace = metadata['stackTrace'] } = fetched;
  const parameters =
    fetched.messageParameters ?? parseJson<Parameters | undefined>(metadata['messageParameters'] ?? '', undefined);
  return {
    ...(message !== undefined && { message: redact(message) }),
    ...(errorClass !== undefined && { errorClass }),
    ...(sqlState !== undefined && { sqlState }),
    ...(parameters && { messageParameters: redactEach(parameters, redact) }),
    ...(serverStackTrace !== undefined && { serverStackTrace: redact(serverStackTrace) }),
  };
}

type Parameters = Readonly<Record<string, string>>;

function redactEach(parameters: Parameters, redact: (text: string) => string): Parameters {
  return Object.fromEntries(Object.entries(parameters).map(([name, text]) => [name, redact(String(text))]));
}

function classesOf({ details }: RpcError, info: ErrorInfo): readonly string[] {
  const classes = parseJson<unknown>(info.metadata['classes'] ?? '[]', []);
  return [...taskFailureClasses(details), info.reason, ...(Array.isArray(classes) ? (classes as string[]) : [])];
}

function parseJson<T>(text: string, fallback: T): T {
  try {
    return JSON.parse(text) as T;
  } catch {
    return fallback;
  }
}

/** Redacts the error that becomes the cause. If it contains secrets, its trailers are dropped too. */
function withoutSecrets(error: RpcError, redact: (text: string) => string): RpcError {
  const details = redact(error.details);
  return details === error.details
    ? error
    : createRpcError({ code: error.code, details, refusedToken: error.refusedToken });
}
