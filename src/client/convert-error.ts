import { status } from '@grpc/grpc-js';
import type { ErrorInfo } from '../../gen/google/rpc/error_details_pb.ts';
import { ConnectionError } from '../errors/connection-error.ts';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import { StreamingQueryException } from '../errors/streaming-query-exception.ts';
import { redactText } from '../errors/redact.ts';
import {
  codeName,
  createRpcError,
  isConnectionFailure,
  isRpcError,
  isUnreceivable,
  type RpcError,
} from './rpc-error.ts';
import { exceptionFor, knownOf, taskFailureClasses, withoutFrames } from './spark-message.ts';
import { errorInfoOf } from './status-details.ts';
import { streamingQueryException } from './streaming-failure.ts';

/** What is known of the call that failed. */
export interface FailedCall {
  readonly address: string;
  readonly attempts: number;
  /** What must not be shown. */
  readonly secrets?: readonly string[];
  /** What a 4.x server told when it was asked again. */
  readonly fetched?: FetchedDetails | undefined;
}

/** The parts of an error that do not fit into the trailer of a call. */
export interface FetchedDetails {
  readonly message?: string;
  readonly errorClass?: string;
  readonly sqlState?: string;
  readonly messageParameters?: Readonly<Record<string, string>>;
  readonly serverStackTrace?: string;
}

/**
 * The one place where a failed call becomes an error of this library. Anything that is not a gRPC status, such as the
 * reason of an abort, passes through untouched.
 *
 * Spark 3.5 puts the class into the message (`[CLASS.SUB] text`) and the Java classes into the ErrorInfo; 4.x adds
 * errorClass, sqlState and messageParameters there, and tells the rest when it is asked for it.
 */
export function convertError(failure: unknown, call: FailedCall): unknown {
  if (!isRpcError(failure)) return failure;
  const redact = (text: string): string => redactText(text, call.secrets);
  const info = errorInfoOf(failure);
  const error = withoutSecrets(failure, redact);
  if (!info) return unexplained(error, call);
  const Exception = exceptionFor(classesOf(error, info));
  const { message: whole = error.details, ...told } = toldOf(info, call.fetched, redact);
  const details = { code: codeName(error.code), cause: error, ...knownOf(error.details), ...told };
  if (Exception === StreamingQueryException) return streamingQueryException(whole, details);
  const { message, stackTrace } = withoutFrames(whole);
  return new Exception(message || `The server failed with ${info.reason}, which has no message.`, {
    ...(stackTrace !== undefined && { serverStackTrace: stackTrace }),
    ...details,
  });
}

/** An error that Spark had no part in, or whose trailer got lost on the way. */
function unexplained(error: RpcError, { address, attempts }: FailedCall): SparkConnectError {
  const tries = attempts > 1 ? ` after ${attempts} attempts` : '';
  const details = { code: codeName(error.code), cause: error };
  const reason = reasonOf(error);
  if (isConnectionFailure(error) || error.code === status.DEADLINE_EXCEEDED) {
    return new ConnectionError(`Spark Connect does not answer at ${address}${tries}: ${reason}.`, details);
  }
  if (error.code === status.UNAUTHENTICATED || error.code === status.PERMISSION_DENIED) {
    return new ConnectionError(
      `The Spark Connect server at ${address} refuses the call: ${reason || 'no valid credentials'}. Give its token in the connection string or by token().`,
      details,
    );
  }
  if (error.code === status.UNIMPLEMENTED) {
    return new SparkConnectError(`The server at ${address} does not know this call: ${reason}.`, details);
  }
  if (isUnreceivable(error)) {
    return new SparkConnectError(
      `Node cannot receive what the server at ${address} answers (${reason}), as with trailers of more than 64 KiB. Lower spark.connect.jvmStacktrace.maxSize on the server if it is raised there.`,
      details,
    );
  }
  if (error.code === status.RESOURCE_EXHAUSTED) {
    return new SparkConnectError(
      `A message is too large on the way from or to ${address}: ${reason}. Raise grpc_max_message_size in the connection string, or spark.connect.grpc.maxInboundMessageSize on the server.`,
      details,
    );
  }
  const { message, stackTrace } = withoutFrames(error.details);
  return new SparkConnectError(message || silent(details.code, address), {
    ...details,
    ...knownOf(error.details),
    ...(stackTrace !== undefined && { serverStackTrace: stackTrace }),
  });
}

/** 3.5 explains no failure outside of Spark's own exceptions, such as an overflow of its stack. */
function silent(code: string, address: string): string {
  return `The server at ${address} ended the call with ${code} and no word of why, as it does when an expression or SQL text is too deep or too long for its stack; its log has the reason.`;
}

/** What is behind "no connection", without grpc-js' words around it. */
function reasonOf({ details }: RpcError): string {
  const reason = /Last error: (?:Error: )?(.*?)\.? Resolution note:/s.exec(details)?.[1] ?? details;
  // OpenSSL's way to say that what came back is no TLS.
  if (reason.includes('wrong version number')) return 'it does not speak TLS, which use_ssl, a token or tls() asks for';
  return reason.replace(/[\s.]+$/, '');
}

/** What the server says in so many words, without secrets. */
function toldOf(
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

/** The error stays reachable as the cause, so it must not show them either: where it did, it goes without its trailers too. */
function withoutSecrets(error: RpcError, redact: (text: string) => string): RpcError {
  const details = redact(error.details);
  return details === error.details ? error : createRpcError({ code: error.code, details });
}
