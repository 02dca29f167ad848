import { create } from '@bufbuild/protobuf';
import { status } from '@grpc/grpc-js';
import {
  ReattachExecuteRequestSchema,
  SparkConnectService,
  type ExecutePlanRequest,
  type ExecutePlanResponse,
} from '../../gen/spark/connect/base_pb.ts';
import type { OperationReleaser } from './operation-releaser.ts';
import type { RetryBudget } from './retry-policy.ts';
import { createRpcError, isRpcError, mentions, type RpcError } from './rpc-error.ts';
import type { SessionKeeper } from './session-keeper.ts';
import { mayStaySilent } from './stream-watchdog.ts';

export interface ReattachableOptions {
  readonly budget: RetryBudget;
  readonly signal: AbortSignal;
  readonly releaser: OperationReleaser;
  /** Called for each stream after the first. */
  readonly onReattach: () => void;
  /** Called when the server turns out not to support reattaching. */
  readonly onNotReattachable: () => void;
  /** Milliseconds without a response after which a stream is considered dead. */
  readonly streamWatchdog: number;
}

/**
 * Milliseconds. A healthy server without responses keeps the stream open; one that repeatedly ends it sooner than this
 * is broken.
 */
const minEmptyStreamDuration = 500;

/**
 * Runs a plan and yields each response exactly once, even if the connection is lost or the server ends a long stream
 * (after two minutes or 1 GiB). Reattaches after the last response until the server reports that the result is
 * complete.
 *
 * The plan is sent again only if the server has the same session and has never received the operation, so no command
 * runs twice. Responses are released on the server as they are consumed, and the operation when the loop ends or is
 * left.
 */
export async function* executeReattachably(
  session: SessionKeeper,
  request: ExecutePlanRequest,
  { budget, signal, releaser, onReattach, onNotReattachable, streamWatchdog }: ReattachableOptions,
): AsyncGenerator<ExecutePlanResponse, void, undefined> {
  const { sessionId, operationId, userContext, clientType } = request;
  const identity = { sessionId, operationId: operationId!, userContext: userContext!, clientType: clientType! };
  let lastResponseId: string | undefined;
  let seenByServer = false;
  let endedWithOk = false;

  const open = (): AsyncIterable<ExecutePlanResponse> => {
    const options = { signal, timeout: streamWatchdog };
    if (!seenByServer) return session.serverStream(SparkConnectService.method.executePlan, request, options);
    const reattach = create(ReattachExecuteRequestSchema, {
      ...identity,
      // Absent rather than empty: the server does not know an empty id.
      ...(lastResponseId !== undefined && { lastResponseId }),
    });
    return session.serverStream(SparkConnectService.method.reattachExecute, reattach, options);
  };

  try {
    for (;;) {
      const begin = Date.now();
      let received = 0;
      const previousEndedWithOk = endedWithOk;
      endedWithOk = false;
      try {
        await session.ready(signal);
        const stream = open();
        seenByServer = true;
        for await (const response of stream) {
          received++;
          budget.renew();
          lastResponseId = response.responseId;
          if (response.responseType.case === 'resultComplete') return;
          yield response;
          releaser.until(lastResponseId);
        }
        endedWithOk = true;
        if (received === 0 && Date.now() - begin < minEmptyStreamDuration)
          await budget.waitOrThrow(emptyStream(), signal);
      } catch (error) {
        if (isRpcError(error) && error.code === status.DEADLINE_EXCEEDED) {
          session.reconnect();
          if (!(await mayStaySilent(session, streamWatchdog).catch(() => false))) {
            await budget.waitOrThrow(silentStream(streamWatchdog), signal);
          }
        } else if (previousEndedWithOk && isOperationGone(error) && (await isReattachingDisabled(session))) {
          // The stream that ended was the complete result. Such a server has no other way to report that.
          return onNotReattachable();
        } else if (isUnknownToServer(error) && lastResponseId === undefined) {
          // Send the plan again with the same id, after checking that the server still has the session.
          session.requireCheck();
          seenByServer = false;
          await budget.spendOrThrow(error, signal);
        } else if (!mentions(error, 'INVALID_HANDLE.OPERATION_ALREADY_EXISTS') && !hasFreshToken(error)) {
          await budget.waitOrThrow(error, signal);
        }
      }
      onReattach();
    }
  } finally {
    if (seenByServer) releaser.all();
  }
}

/** The token expired during the stream, which may continue with the next one. */
function hasFreshToken(error: unknown): boolean {
  return isRpcError(error) && error.refusedToken === 'renewed';
}

/** A server without support for reattaching has removed the operation, or is about to. */
function isOperationGone(error: unknown): error is RpcError {
  return isUnknownToServer(error) || mentions(error, 'INVALID_CURSOR.NOT_REATTACHABLE');
}

async function isReattachingDisabled(session: SessionKeeper): Promise<boolean> {
  return (await session.setting('spark.connect.execute.reattachable.enabled').catch(() => undefined)) === 'false';
}

/** From 3.5.4 on, a server that was restarted reports the missing session rather than the missing operation. */
function isUnknownToServer(error: unknown): error is RpcError {
  return mentions(error, 'INVALID_HANDLE.OPERATION_NOT_FOUND') || mentions(error, 'INVALID_HANDLE.SESSION_NOT_FOUND');
}

/**
 * A healthy server would have ended the stream by now, so the connection is dead, or Node cannot receive the response.
 */
function silentStream(watchdog: number): RpcError {
  const details = `no response within ${watchdog / 1000} s, for example because the trailers exceed 64 KiB, which Node drops`;
  return createRpcError({ code: status.UNAVAILABLE, details });
}

function emptyStream(): RpcError {
  const details = 'the server repeatedly ends the stream of responses without a result';
  return createRpcError({ code: status.UNAVAILABLE, details });
}
