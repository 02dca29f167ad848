import { create } from '@bufbuild/protobuf';
import {
  InterruptRequest_InterruptType as InterruptType,
  InterruptRequestSchema,
  ReleaseExecuteRequestSchema,
  SparkConnectService,
} from '../../gen/spark/connect/base_pb.ts';
import type { Log } from './client-logger.ts';
import type { SessionIdentity } from './session-identity.ts';
import type { Transport } from './transport.ts';

export interface ReleaserOptions {
  readonly transport: Transport;
  readonly identity: SessionIdentity;
  readonly operationId: string;
  /** One that is not is interrupted instead: there is nothing to release. */
  readonly reattachable: boolean;
  /** Collects the releases under way, which nobody waits for but the session when it stops. */
  readonly background: Set<Promise<unknown>>;
  readonly log: Log;
}

const releaseTimeout = 10_000;

/**
 * A call for each response would cost more than it spares the server, which by itself forgets what was sent longer than 10 MB ago
 * (`spark.connect.execute.reattachable.observerRetryBufferSize`).
 */
const consumedAtOnce = 16;

/**
 * Tells the server what it may forget of an operation, and in the end that it may forget all, which also ends the work if
 * it still goes on. At most one release is under way; a failed one costs only the server's memory.
 */
export class OperationReleaser {
  readonly #options: ReleaserOptions;
  #consumed = 0;
  #running = false;
  #next: string | undefined;
  #finished = false;

  constructor(options: ReleaserOptions) {
    this.#options = options;
  }

  until(responseId: string): void {
    this.#next = responseId;
    if (++this.#consumed % consumedAtOnce === 0 && !this.#running) this.#send();
  }

  all(): void {
    if (this.#finished) return;
    this.#finished = true;
    if (!this.#running) this.#send();
  }

  #send(): void {
    const { background, log, operationId } = this.#options;
    const last = this.#finished;
    this.#running = true;
    const call = this.#call(last)
      .catch((error: unknown) => {
        const message = `A release failed, which costs only memory of the server: ${String(error)}.`;
        log({ level: 'debug', message, method: 'ReleaseExecute', operationId });
      })
      .then(() => {
        background.delete(call);
        this.#running = false;
        if (!last && (this.#finished || this.#next !== undefined)) this.#send();
      });
    background.add(call);
  }

  #call(last: boolean): Promise<unknown> {
    const { transport, identity, operationId, reattachable } = this.#options;
    const options = { timeout: releaseTimeout };
    if (!reattachable) {
      const request = create(InterruptRequestSchema, {
        ...identity,
        interruptType: InterruptType.OPERATION_ID,
        interrupt: { case: 'operationId', value: operationId },
      });
      return transport.unary(SparkConnectService.method.interrupt, request, options);
    }
    const request = create(ReleaseExecuteRequestSchema, {
      ...identity,
      operationId,
      release: last ? { case: 'releaseAll', value: {} } : { case: 'releaseUntil', value: { responseId: this.#next! } },
    });
    this.#next = undefined;
    return transport.unary(SparkConnectService.method.releaseExecute, request, options);
  }
}
