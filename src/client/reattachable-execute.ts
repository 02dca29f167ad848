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
import { mayBeSilent } from './stream-watchdog.ts';

export interface ReattachableOptions {
  readonly budget: RetryBudget;
  readonly signal: AbortSignal;
  readonly releaser: OperationReleaser;
  /** Told of each new stream after the first. */
  readonly onReattach: () => void;
  /** Told when the server turns out to be one that cannot be reattached to. */
  readonly onNotReattachable: () => void;
  /** Milliseconds after which a stream counts as dead. */
  readonly streamWatchdog: number;
}

/** A server that has nothing to say keeps the stream open; one that ends it sooner than this, time and again, is broken. */
const shortestEmptyStream = 500;

/**
 * Runs a plan so that neither a lost connection nor the server's own cutting of long streams (two minutes, 1 GiB) loses
 * or repeats a response: reattach after the last response until the server says that the result is complete.
 *
 * The plan is sent again only to a server that has the same session and has never seen the operation, so no command runs
 * twice. Responses are released on the server as they are consumed, and the operation with them when the loop ends or is left.
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
  let endedWell = false;

  const open = (): AsyncIterable<ExecutePlanResponse> => {
    const options = { signal, timeout: streamWatchdog };
    if (!seenByServer) return session.serverStream(SparkConnectService.method.executePlan, request, options);
    const reattach = create(ReattachExecuteRequestSchema, {
      ...identity,
      // Absent, not empty: an empty id is a position the server does not know.
      ...(lastResponseId !== undefined && { lastResponseId }),
    });
    return session.serverStream(SparkConnectService.method.reattachExecute, reattach, options);
  };

  try {
    for (;;) {
      const begin = Date.now();
      let received = 0;
      const endedBefore = endedWell;
      endedWell = false;
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
        endedWell = true;
        if (received === 0 && Date.now() - begin < shortestEmptyStream) await budget.waitOrThrow(emptyStream(), signal);
      } catch (error) {
        if (isRpcError(error) && error.code === status.DEADLINE_EXCEEDED) {
          session.reconnect();
          if (!(await mayBeSilent(session, streamWatchdog).catch(() => false))) {
            await budget.waitOrThrow(silentStream(streamWatchdog), signal);
          }
        } else if (endedBefore && isNotThere(error) && (await cannotReattach(session))) {
          // The stream that ended was the whole result: such a server has no other way to say so.
          return onNotReattachable();
        } else if (neverArrived(error) && lastResponseId === undefined) {
          // Sent again under the same id, and only after a look whether it is still the same server.
          session.doubt();
          seenByServer = false;
          await budget.spendOrThrow(error, signal);
        } else if (!mentions(error, 'INVALID_HANDLE.OPERATION_ALREADY_EXISTS')) await budget.waitOrThrow(error, signal);
      }
      onReattach();
    }
  } finally {
    if (seenByServer) releaser.all();
  }
}

/** A server that cannot be reattached to has forgotten the operation, or is about to. */
function isNotThere(error: unknown): error is RpcError {
  return neverArrived(error) || mentions(error, 'INVALID_CURSOR.NOT_REATTACHABLE');
}

async function cannotReattach(session: SessionKeeper): Promise<boolean> {
  return (await session.setting('spark.connect.execute.reattachable.enabled').catch(() => undefined)) === 'false';
}

/** From 3.5.4 on a server that lost everything misses the session before it misses the operation. */
function neverArrived(error: unknown): error is RpcError {
  return mentions(error, 'INVALID_HANDLE.OPERATION_NOT_FOUND') || mentions(error, 'INVALID_HANDLE.SESSION_NOT_FOUND');
}

/** A server that is well ends a stream that long, so the connection is dead, or the answer is one that Node cannot receive. */
function silentStream(watchdog: number): RpcError {
  const details = `nothing came within ${watchdog / 1000} s, as with trailers of more than 64 KiB, which Node drops`;
  return createRpcError({ code: status.UNAVAILABLE, details });
}

function emptyStream(): RpcError {
  const details = 'the server ends the stream of responses again and again without a result';
  return createRpcError({ code: status.UNAVAILABLE, details });
}
