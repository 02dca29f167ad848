import { randomUUID } from 'node:crypto';
import {
  create,
  type DescMessage,
  type DescMethodUnary,
  type MessageInitShape,
  type MessageShape,
} from '@bufbuild/protobuf';
import {
  AnalyzePlanRequestSchema,
  ConfigRequestSchema,
  ExecutePlanRequestSchema,
  SparkConnectService,
  type AnalyzePlanResponse,
  type ConfigRequest_OperationSchema,
  type ConfigResponse,
  type ExecutePlanRequest,
  type ExecutePlanResponse,
  type Plan,
} from '../../gen/spark/connect/base_pb.ts';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import type { ActionOptions } from './action-options.ts';
import { addressOf, type Connection } from './connection-string.ts';
import { convertError } from './convert-error.ts';
import { executeReattachably } from './reattachable-execute.ts';
import { defaultRetryPolicy, RetryBudget, type RetryPolicy } from './retry-policy.ts';
import type { RpcOptions, Transport } from './transport.ts';

export interface SparkConnectClientOptions {
  readonly connection: Connection;
  readonly transport: Transport;
  readonly clientType: string;
  readonly retryPolicy?: RetryPolicy;
}

export type Analysis = NonNullable<MessageInitShape<typeof AnalyzePlanRequestSchema>['analyze']>;
export type ConfigOperation = NonNullable<MessageInitShape<typeof ConfigRequest_OperationSchema>['opType']>;

/** The calls of one session: it stamps who is asking, retries what may be repeated and converts errors. It builds no plans. */
export class SparkConnectClient {
  readonly sessionId: string;
  readonly address: string;
  readonly #transport: Transport;
  readonly #identity: { sessionId: string; userContext: { userId: string; userName: string }; clientType: string };
  readonly #retryPolicy: RetryPolicy;
  readonly #background = new Set<Promise<unknown>>();
  #closed = false;

  constructor({ connection, transport, clientType, retryPolicy }: SparkConnectClientOptions) {
    const userId = connection.userId ?? '';
    this.sessionId = connection.sessionId ?? randomUUID();
    this.address = addressOf(connection);
    this.#transport = transport;
    this.#identity = { sessionId: this.sessionId, userContext: { userId, userName: userId }, clientType };
    this.#retryPolicy = retryPolicy ?? defaultRetryPolicy;
  }

  /** Runs a plan; the responses come as the loop asks for them, and leaving the loop ends the operation on the server. */
  async *execute(plan: Plan, { signal }: ActionOptions = {}): AsyncGenerator<ExecutePlanResponse, void, undefined> {
    this.#requireOpen();
    const request: ExecutePlanRequest = create(ExecutePlanRequestSchema, {
      ...this.#identity,
      // Chosen here, not by the server: without it a call lost before its first response could not be reattached.
      operationId: randomUUID(),
      plan,
      requestOptions: [{ requestOption: { case: 'reattachOptions', value: { reattachable: true } } }],
    });
    let attempts = 1;
    try {
      yield* executeReattachably(this.#transport, request, {
        retryPolicy: this.#retryPolicy,
        signal,
        onFailure: (count) => (attempts = count),
        background: this.#background,
      });
    } catch (error) {
      throw convertError(error, { address: this.address, attempts });
    }
  }

  /** Runs a command to its end and returns what the server had to say, the part of each response that is not empty. */
  async command(plan: Plan, options: ActionOptions = {}): Promise<ExecutePlanResponse['responseType'][]> {
    const results: ExecutePlanResponse['responseType'][] = [];
    for await (const { responseType } of this.execute(plan, options)) {
      if (responseType.case !== undefined) results.push(responseType);
    }
    return results;
  }

  async analyze(analyze: Analysis, options: ActionOptions = {}): Promise<AnalyzePlanResponse['result']> {
    const request = create(AnalyzePlanRequestSchema, { ...this.#identity, analyze });
    return (await this.#unary(SparkConnectService.method.analyzePlan, request, options)).result;
  }

  async config(operation: ConfigOperation, options: ActionOptions = {}): Promise<ConfigResponse> {
    const request = create(ConfigRequestSchema, { ...this.#identity, operation: { opType: operation } });
    return this.#unary(SparkConnectService.method.config, request, options);
  }

  /** Asks for the server's version, with a single try: whether anybody answers there at all, within `timeout` milliseconds. */
  async connect(timeout: number): Promise<string> {
    const request = create(AnalyzePlanRequestSchema, {
      ...this.#identity,
      analyze: { case: 'sparkVersion', value: {} },
    });
    try {
      const { result } = await this.#transport.unary(SparkConnectService.method.analyzePlan, request, { timeout });
      return result.case === 'sparkVersion' ? result.value.version : '';
    } catch (error) {
      throw convertError(error, { address: this.address, attempts: 1 });
    }
  }

  /** Waits for releases under way, then closes the channel. A second call does nothing. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    while (this.#background.size > 0) await Promise.allSettled(this.#background);
    this.#transport.close();
  }

  async #unary<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    request: MessageShape<I>,
    options: RpcOptions,
  ): Promise<MessageShape<O>> {
    this.#requireOpen();
    const budget = new RetryBudget(this.#retryPolicy);
    for (;;) {
      try {
        return await this.#transport.unary(method, request, options);
      } catch (error) {
        const { attempts } = budget;
        await budget.waitOrThrow(error, options.signal).catch((final: unknown) => {
          throw convertError(final, { address: this.address, attempts });
        });
      }
    }
  }

  #requireOpen(): void {
    if (this.#closed) throw new SparkConnectError('This Spark session is stopped; build a new one to go on.');
  }
}
