import { fromBinary } from '@bufbuild/protobuf';
import { anyUnpack } from '@bufbuild/protobuf/wkt';
import { status } from '@grpc/grpc-js';
import { ErrorInfoSchema, type ErrorInfo } from '../../gen/google/rpc/error_details_pb.ts';
import { StatusSchema } from '../../gen/google/rpc/status_pb.ts';
import { AnalysisException } from '../errors/analysis-exception.ts';
import { ConnectionError } from '../errors/connection-error.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { ParseException } from '../errors/parse-exception.ts';
import { SparkConnectError, type SparkConnectErrorDetails } from '../errors/spark-connect-error.ts';
import { StreamingQueryException } from '../errors/streaming-query-exception.ts';
import { isRpcError, type RpcError } from './rpc-error.ts';

/** Java class → our class. The first one that the server's class hierarchy names wins, so that a subclass stands before its parent. */
const exceptions: readonly (readonly [string, typeof SparkConnectError])[] = [
  ['org.apache.spark.sql.catalyst.parser.ParseException', ParseException],
  ['org.apache.spark.sql.AnalysisException', AnalysisException],
  ['org.apache.spark.sql.streaming.StreamingQueryException', StreamingQueryException],
  ['java.lang.IllegalArgumentException', IllegalArgumentException],
];

/** What the user is told about the call that failed. */
export interface FailedCall {
  readonly address: string;
  readonly attempts: number;
}

/**
 * The one place where a failed call becomes an error of this library. Anything that is not a gRPC status, such as the
 * reason of an abort, passes through untouched.
 *
 * Spark 3.5 puts the class into the message (`[CLASS.SUB] text`) and the Java classes into the ErrorInfo; 4.x adds
 * errorClass, sqlState and messageParameters there.
 */
export function convertError(error: unknown, { address, attempts }: FailedCall): unknown {
  if (!isRpcError(error)) return error;
  const info = errorInfo(error);
  if (!info && (error.code === status.UNAVAILABLE || error.code === status.DEADLINE_EXCEEDED)) {
    const tries = attempts > 1 ? ` after ${attempts} attempts` : '';
    return new ConnectionError(`Spark Connect does not answer at ${address}${tries}: ${reasonOf(error)}.`, {
      code: codeName(error),
      cause: error,
    });
  }
  if (!info && error.code === status.UNAUTHENTICATED) {
    return new ConnectionError(
      `The Spark Connect server at ${address} refuses the call: ${reasonOf(error) || 'no valid credentials'}. Give its token in the connection string.`,
      { code: codeName(error), cause: error },
    );
  }
  const Exception = exceptions.find(([name]) => classesOf(info).includes(name))?.[1] ?? SparkConnectError;
  return new Exception(error.details.trim(), detailsOf(error, info));
}

/** What is behind "no connection", without grpc-js' words around it. */
function reasonOf({ details }: RpcError): string {
  const reason = /Last error: (?:Error: )?(.*?)\.? Resolution note:/s.exec(details)?.[1] ?? details;
  return reason.replace(/[\s.]+$/, '');
}

function detailsOf(error: RpcError, info: ErrorInfo | undefined): SparkConnectErrorDetails {
  const { errorClass, sqlState, messageParameters, stackTrace } = info?.metadata ?? {};
  const knownClass = errorClass ?? /^\s*\[([A-Z][A-Z0-9_]*(?:\.[A-Z0-9_]+)*)\]/.exec(error.details)?.[1];
  return {
    code: codeName(error),
    cause: error,
    ...(knownClass !== undefined && { errorClass: knownClass }),
    ...(sqlState !== undefined && { sqlState }),
    ...(messageParameters !== undefined && { messageParameters: parseJson(messageParameters, {}) }),
    ...(stackTrace !== undefined && { serverStackTrace: stackTrace }),
  };
}

function errorInfo(error: RpcError): ErrorInfo | undefined {
  for (const value of error.metadata?.get('grpc-status-details-bin') ?? []) {
    if (typeof value === 'string') continue;
    try {
      for (const detail of fromBinary(StatusSchema, value).details) {
        const info = anyUnpack(detail, ErrorInfoSchema);
        if (info) return info;
      }
    } catch {
      // A proxy may cut or rewrite trailers; the message alone still tells what happened.
    }
  }
  return undefined;
}

function classesOf(info: ErrorInfo | undefined): readonly string[] {
  if (!info) return [];
  const classes = parseJson<unknown>(info.metadata['classes'] ?? '[]', []);
  return [info.reason, ...(Array.isArray(classes) ? (classes as string[]) : [])];
}

function parseJson<T>(text: string, fallback: T): T {
  try {
    return JSON.parse(text) as T;
  } catch {
    return fallback;
  }
}

function codeName(error: RpcError): string {
  return status[error.code] ?? `STATUS_${error.code}`;
}
