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
  /** Whether the operation is reattachable. If not, it is interrupted rather than released. */
  readonly reattachable: boolean;
  /** Collects pending releases, which the session waits for when it stops. */
  readonly background: Set<Promise<unknown>>;
  readonly log: Log;
}

const releaseTimeout = 10_000;

/**
 * Number of responses per release. Releasing each response would cost more than it saves, since the server itself keeps
 * only the last 10 MB (`spark.connect.execute.reattachable.observerRetryBufferSize`).
 */
const responsesPerRelease = 16;

/**
 * Releases the consumed responses of an operation on the server, and finally the operation itself, which also stops it
 * if it is still running. At most one release is pending at a time. A failed release only costs memory on the server.
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

  /** Releases the responses up to this one. */
  until(responseId: string): void {
    this.#next = responseId;
    if (++this.#consumed % responsesPerRelease === 0 && !this.#running) this.#send();
  }

  /** Releases the operation. */
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
        const message = `A release failed, which only costs memory on the server: ${String(error)}.`;
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
