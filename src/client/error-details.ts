import { create } from '@bufbuild/protobuf';
import {
  FetchErrorDetailsRequestSchema,
  SparkConnectService,
  type FetchErrorDetailsResponse,
  type FetchErrorDetailsResponse_Error,
} from '../../gen/spark/connect/base_pb.ts';
import type { FetchedDetails } from './convert-error.ts';
import { isRpcError } from './rpc-error.ts';
import type { SessionIdentity } from './session-identity.ts';
import { errorInfoOf } from './status-details.ts';
import type { Transport } from './transport.ts';

const fetchTimeout = 5_000;

/**
 * Requests the details that do not fit into the trailer of a failed call: the full message, the parameters and the
 * stack. Supported by Spark 4.0 and later; errors of 3.5 have no id. Returns undefined on failure, so that the original
 * error is kept.
 */
export async function fetchErrorDetails(
  transport: Transport,
  identity: SessionIdentity,
  error: unknown,
): Promise<FetchedDetails | undefined> {
  const errorId = isRpcError(error) ? errorInfoOf(error)?.metadata['errorId'] : undefined;
  if (errorId === undefined) return undefined;
  const request = create(FetchErrorDetailsRequestSchema, { ...identity, errorId });
  try {
    const { method } = SparkConnectService;
    return read(await transport.unary(method.fetchErrorDetails, request, { timeout: fetchTimeout }));
  } catch {
    return undefined;
  }
}

function read({ errors, rootErrorIdx }: FetchErrorDetailsResponse): FetchedDetails | undefined {
  const root = rootErrorIdx === undefined ? undefined : errors[rootErrorIdx];
  if (!root) return undefined;
  const { errorClass, sqlState, messageParameters } = root.sparkThrowable ?? {};
  const stack = stackOf(errors, root);
  return {
    ...(root.message !== '' && { message: root.message }),
    ...(errorClass !== undefined && { errorClass }),
    ...(sqlState !== undefined && { sqlState }),
    ...(messageParameters && { messageParameters }),
    ...(stack !== '' && { serverStackTrace: stack }),
  };
}

/** Formats the stack and its causes as Java does. The server sends frames only if it is configured to. */
function stackOf(errors: readonly FetchErrorDetailsResponse_Error[], root: FetchErrorDetailsResponse_Error): string {
  const lines: string[] = [];
  const seen = new Set<FetchErrorDetailsResponse_Error>();
  for (let error: typeof root | undefined = root; error && !seen.has(error); error = causeOf(errors, error)) {
    const [name = 'Error'] = error.errorTypeHierarchy;
    lines.push(`${seen.size > 0 ? 'Caused by: ' : ''}${name}: ${error.message}`);
    for (const { declaringClass, methodName, fileName, lineNumber } of error.stackTrace) {
      lines.push(`\tat ${declaringClass}.${methodName}(${fileName ?? 'Unknown Source'}:${lineNumber})`);
    }
    seen.add(error);
  }
  return lines.some((line) => line.startsWith('\tat')) || seen.size > 1 ? lines.join('\n') : '';
}

function causeOf(errors: readonly FetchErrorDetailsResponse_Error[], { causeIdx }: FetchErrorDetailsResponse_Error) {
  return causeIdx === undefined ? undefined : errors[causeIdx];
}
