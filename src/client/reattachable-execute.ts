import { create } from '@bufbuild/protobuf';
import { status } from '@grpc/grpc-js';
import {
  ReattachExecuteRequestSchema,
  ReleaseExecuteRequestSchema,
  SparkConnectService,
  type ExecutePlanRequest,
  type ExecutePlanResponse,
} from '../../gen/spark/connect/base_pb.ts';
import { RetryBudget, type RetryPolicy } from './retry-policy.ts';
import { isRpcError } from './rpc-error.ts';
import type { Transport } from './transport.ts';

export interface ReattachableOptions {
  readonly retryPolicy: RetryPolicy;
  readonly signal?: AbortSignal | undefined;
  /** Called with the number of tries before an error that ends the execution is thrown. */
  readonly onFailure?: (attempts: number) => void;
  /** Collects the releases under way, which nobody waits for but the session when it stops. */
  readonly background: Set<Promise<unknown>>;
}

/**
 * Longer than the two minutes after which a 3.5 server ends a response stream by itself, so only a dead connection,
 * which nothing else would notice, runs into it.
 */
const streamWatchdog = 150_000;

/** Without a bound a server that forgets operations at once would be asked for ever. */
const maxReexecutions = 15;

/**
 * Runs a plan so that neither a lost connection nor the server's own cutting of long streams (two minutes, 1 GiB) loses
 * or repeats a response: reattach after the last response until the server says that the result is complete.
 *
 * Responses are released on the server as they are consumed, and the operation with them when the loop ends or is left.
 */
export async function* executeReattachably(
  transport: Transport,
  request: ExecutePlanRequest,
  { retryPolicy, signal, onFailure, background }: ReattachableOptions,
): AsyncGenerator<ExecutePlanResponse, void, undefined> {
  const { sessionId, operationId, userContext, clientType } = request;
  const identity = { sessionId, operationId: operationId!, userContext: userContext!, clientType: clientType! };
  const release = new Releaser(transport, identity, background);
  const budget = new RetryBudget(retryPolicy);
  let lastResponseId: string | undefined;
  let started = false;
  let reexecutions = 0;
  let complete = false;

  const open = (): AsyncIterable<ExecutePlanResponse> => {
    const options = { signal, timeout: streamWatchdog };
    if (!started) return transport.serverStream(SparkConnectService.method.executePlan, request, options);
    const reattach = create(ReattachExecuteRequestSchema, {
      ...identity,
      // Absent, not empty: an empty id is a position the server does not know.
      ...(lastResponseId !== undefined && { lastResponseId }),
    });
    return transport.serverStream(SparkConnectService.method.reattachExecute, reattach, options);
  };

  try {
    while (!complete) {
      try {
        const stream = open();
        started = true;
        for await (const response of stream) {
          budget.renew();
          lastResponseId = response.responseId;
          if (response.responseType.case === 'resultComplete') {
            complete = true;
            break;
          }
          yield response;
          release.until(lastResponseId);
        }
      } catch (error) {
        if (mentions(error, 'INVALID_HANDLE.OPERATION_ALREADY_EXISTS')) continue;
        if (lastResponseId === undefined && neverArrived(error) && reexecutions++ < maxReexecutions) {
          started = false;
          continue;
        }
        if (isRpcError(error) && error.code === status.DEADLINE_EXCEEDED) continue;
        onFailure?.(budget.attempts);
        await budget.waitOrThrow(error, signal);
      }
    }
  } finally {
    release.all();
  }
}

/** From 3.5.4 on a server that lost everything misses the session before it misses the operation. */
function neverArrived(error: unknown): boolean {
  return mentions(error, 'INVALID_HANDLE.OPERATION_NOT_FOUND') || mentions(error, 'INVALID_HANDLE.SESSION_NOT_FOUND');
}

function mentions(error: unknown, errorClass: string): boolean {
  return isRpcError(error) && error.details.includes(errorClass);
}

interface OperationIdentity {
  readonly sessionId: string;
  readonly operationId: string;
  readonly clientType: string;
}

/** Tells the server what it may forget. At most one release is under way; a failed one costs only the server's memory. */
class Releaser {
  readonly #transport: Transport;
  readonly #identity: OperationIdentity;
  readonly #background: Set<Promise<unknown>>;
  #running = false;
  #next: string | undefined;
  #finished = false;

  constructor(transport: Transport, identity: OperationIdentity, background: Set<Promise<unknown>>) {
    this.#transport = transport;
    this.#identity = identity;
    this.#background = background;
  }

  until(responseId: string): void {
    this.#next = responseId;
    if (!this.#running) this.#send();
  }

  all(): void {
    this.#finished = true;
    if (!this.#running) this.#send();
  }

  #send(): void {
    const last = this.#finished;
    const request = create(ReleaseExecuteRequestSchema, {
      ...this.#identity,
      release: last ? { case: 'releaseAll', value: {} } : { case: 'releaseUntil', value: { responseId: this.#next! } },
    });
    this.#next = undefined;
    this.#running = true;
    const call = this.#transport
      .unary(SparkConnectService.method.releaseExecute, request, { timeout: 10_000 })
      .catch(() => {})
      .then(() => {
        this.#background.delete(call);
        this.#running = false;
        if (!last && (this.#finished || this.#next !== undefined)) this.#send();
      });
    this.#background.add(call);
  }
}
