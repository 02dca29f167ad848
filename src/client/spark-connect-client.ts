import { createHash, randomUUID } from 'node:crypto';
import {
  create,
  type DescMessage,
  type DescMethodUnary,
  type Message,
  type MessageInitShape,
  type MessageShape,
} from '@bufbuild/protobuf';
import { status } from '@grpc/grpc-js';
import {
  AnalyzePlanRequestSchema,
  CloneSessionRequestSchema,
  ExecutePlanRequestSchema,
  InterruptRequest_InterruptType as InterruptType,
  InterruptRequestSchema,
  ReleaseSessionRequestSchema,
  SparkConnectService,
  type AnalyzePlanResponse,
  type ConfigResponse,
  type ExecutePlanRequest,
  type ExecutePlanResponse,
  type InterruptRequest,
  type Plan,
} from '../../gen/spark/connect/base_pb.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import { createActionScope } from './action-scope.ts';
import { type ActionOptions, requireTag } from './action-options.ts';
import type { Artifact } from './artifact-chunks.ts';
import { ArtifactUploader } from './artifact-uploader.ts';
import { authorizedTransport } from './authorized-transport.ts';
import { CallToken } from './call-token.ts';
import { createLog, type Log, type Logger } from './client-logger.ts';
import { configRequest, type ConfigName, type ConfigValueOf } from './config-request.ts';
import { addressOf, uuidPattern, type Connection } from './connection-string.ts';
import { convertError } from './convert-error.ts';
import { depthOf } from './deep-message.ts';
import { fetchErrorDetails } from './error-details.ts';
import { loggedTransport } from './logged-transport.ts';
import { ProgressHandlers } from './operation-progress.ts';
import { OperationReleaser } from './operation-releaser.ts';
import { executePlainly } from './plain-execute.ts';
import { executeReattachably } from './reattachable-execute.ts';
import { isSecretName, redactText } from '../errors/redact.ts';
import { defaultRetryPolicy, RetryBudget, type RetryPolicy } from './retry-policy.ts';
import { codeName, isBrokenConnection, isRpcError, mentions } from './rpc-error.ts';
import type { SessionIdentity } from './session-identity.ts';
import { quickCallTimeout, SessionKeeper } from './session-keeper.ts';
import { defaultStreamWatchdog } from './stream-watchdog.ts';
import { operationChannel, originOf, type TraceOrigin } from './trace-channels.ts';
import { tracedOperation } from './traced-operation.ts';
import { tracedTransport } from './traced-transport.ts';
import type { Transport } from './transport.ts';
import { UiProgress } from './ui-progress.ts';

export interface SparkConnectClientOptions {
  readonly connection: Connection;
  /** Opens a channel. Called once per session. */
  readonly openTransport: () => Transport;
  readonly clientType: string;
  readonly retryPolicy?: Partial<RetryPolicy> | undefined;
  /** Whether results survive a lost connection. Default: true. */
  readonly reattachable?: boolean | undefined;
  /** Milliseconds between heartbeats; 0 disables them. */
  readonly heartbeatInterval?: number | undefined;
  /** Timeout in milliseconds for opening a session. */
  readonly connectTimeout?: number | undefined;
  readonly logger?: Logger | undefined;
  /** URL of the Spark UI, which has the progress of operations on Spark 3.5. */
  readonly uiUrl?: string | undefined;
  /** The token of all calls, shared with the siblings. Default: the one in the connection string. */
  readonly token?: CallToken | undefined;
  /**
   * Milliseconds without a response after which a stream is considered dead, for tests; see {@link
   * defaultStreamWatchdog}.
   */
  readonly streamWatchdog?: number | undefined;
}

export type Analysis = NonNullable<MessageInitShape<typeof AnalyzePlanRequestSchema>['analyze']>;

/** Which running operations to interrupt. */
export type InterruptTarget = 'all' | { readonly tag: string } | { readonly operationId: string };

/** The maximum nesting depth of messages, which the server does not change while it runs. */
const messageDepthSetting = 'spark.connect.grpc.marshallerRecursionLimit';
const defaultMessageDepth = 1024;

/** 3.5 drops a session after an hour without a call. */
const defaultHeartbeatInterval = 300_000;

const releaseSessionTimeout = 5_000;

const defaultConnectTimeout = 10_000;

/** Error classes for a session that is gone. Sent by 4.x, and by 3.5.4 and later when reattaching. */
const sessionGone = ['SESSION_NOT_FOUND', 'SESSION_CLOSED', 'SESSION_CHANGED'].map((name) => `INVALID_HANDLE.${name}`);

/**
 * Makes all calls of one session, which is why it is long. It adds the identity to requests, retries calls that are
 * safe to repeat, detects when the session is lost and converts errors. It does not build plans.
 */
export class SparkConnectClient {
  readonly sessionId: string;
  readonly userId: string;
  readonly address: string;
  readonly log: Log;
  /** The session and its server, as the events on the diagnostics channels name them. */
  readonly origin: TraceOrigin;
  /** Tags added to every action that starts from now on. */
  readonly tags: Set<string> = new Set();
  /** The progress handlers of this session. */
  readonly progress: ProgressHandlers;
  readonly #options: SparkConnectClientOptions;
  readonly #transport: Transport;
  readonly #token: CallToken | undefined;
  readonly #identity: SessionIdentity;
  readonly #retryPolicy: RetryPolicy;
  readonly #keeper: SessionKeeper;
  readonly #uploader: ArtifactUploader;
  readonly #operations = new Set<OperationReleaser>();
  readonly #background = new Set<Promise<unknown>>();
  readonly #warned = new Set<string>();
  #reattachable: boolean;
  #closing: Promise<void> | undefined;

  constructor(options: SparkConnectClientOptions) {
    const { connection, openTransport, clientType, retryPolicy, logger } = options;
    const userId = connection.userId ?? '';
    this.userId = userId;
    this.sessionId = connection.sessionId ?? randomUUID();
    this.address = addressOf(connection);
    this.#options = options;
    this.log = createLog(logger, this.sessionId);
    this.origin = originOf(this.sessionId, connection);
    const transport = loggedTransport(tracedTransport(openTransport(), this.origin), this.log);
    this.#token = tokenOf(options);
    this.#transport = this.#token ? authorizedTransport(transport, this.#token, this.log) : transport;
    this.#identity = { sessionId: this.sessionId, userContext: { userId, userName: userId }, clientType };
    this.#retryPolicy = { ...defaultRetryPolicy, ...retryPolicy };
    this.#reattachable = options.reattachable ?? true;
    this.#keeper = new SessionKeeper({
      transport: this.#transport,
      identity: this.#identity,
      address: this.address,
      log: this.log,
    });
    this.#uploader = new ArtifactUploader(this.#keeper, this.#identity, this.log);
    const ui = this.#uiProgress(options);
    this.progress = new ProgressHandlers((operationId, report) => ui.watch(operationId, report), this.log);
  }

  /** Whether a result resumes where it was when the connection breaks. */
  get isReattachable(): boolean {
    return this.#reattachable;
  }

  /** Aborted when the session is stopped or lost. */
  get ended(): AbortSignal {
    return this.#keeper.ended;
  }

  /** Whether the session has been stopped or lost. */
  get isEnded(): boolean {
    return this.ended.aborted;
  }

  /**
   * Opens the session. Fails immediately if the server cannot be reached, but reconnects until the connect timeout if
   * the connection breaks. Returns whether an existing session was resumed, which requires its id in the connection
   * string.
   */
  async open(settings: Readonly<Record<string, string>>): Promise<boolean> {
    const { connectTimeout: timeout = defaultConnectTimeout } = this.#options;
    const resume = this.#options.connection.sessionId !== undefined;
    const budget = this.#budget('Config');
    const end = Date.now() + timeout;
    for (;;) {
      try {
        const { resumed, warnings } = await this.#keeper.open(settings, { resume, timeout: end - Date.now() });
        this.#warn(warnings);
        this.#keeper.startHeartbeat(this.#options.heartbeatInterval ?? defaultHeartbeatInterval);
        return resumed;
      } catch (error) {
        if (!isBrokenConnection(error) || Date.now() >= end) throw await this.#failure(error, budget.attempts);
        await budget.waitOrThrow(error, AbortSignal.timeout(Math.max(0, end - Date.now()))).catch(async () => {
          throw await this.#failure(error, budget.attempts);
        });
      }
    }
  }

  /** Redacts the secrets in a text that the server returned outside of an error. */
  redact(text: string): string {
    return redactText(text, this.#secrets());
  }

  /** Returns a client for another session on the same server, with a separate channel. It must be opened before use. */
  sibling(sessionId?: string): SparkConnectClient {
    const { connection, ...options } = this.#options;
    return new SparkConnectClient({ ...options, connection: withSessionId(connection, sessionId) });
  }

  /**
   * Copies this session on the server, with its settings, views and artifacts. Resolves to the id of the copy.
   *
   * @throws SparkConnectError when the server is older than 4.1.
   */
  async clone(): Promise<string> {
    const request = create(CloneSessionRequestSchema, { ...this.#identity, newSessionId: randomUUID() });
    try {
      return (await this.#unary(SparkConnectService.method.cloneSession, request)).newSessionId;
    } catch (error) {
      if (!(error instanceof SparkConnectError) || error.code !== codeName(status.UNIMPLEMENTED)) throw error;
      throw new SparkConnectError(
        'cloneSession() requires a server with Spark 4.1 or later. newSession() works with all versions.',
        {
          code: error.code,
          cause: error,
        },
      );
    }
  }

  /**
   * Runs a plan and yields the responses on demand. Leaving the loop ends the operation on the server. The tags are
   * captured when this method is called, not when the loop starts.
   */
  execute(plan: Plan, options: ActionOptions = {}): AsyncGenerator<ExecutePlanResponse, void, undefined> {
    const reattachable = this.#reattachable;
    const tags = new Set([...this.tags, ...(options.tags ?? []).map(requireTag)]);
    const request: ExecutePlanRequest = create(ExecutePlanRequestSchema, {
      ...this.#identity,
      // Chosen by the client, because otherwise a call lost before its first response could not be reattached.
      operationId: requireOperationId(options.operationId ?? randomUUID()),
      plan,
      tags: [...tags],
      ...(reattachable && {
        requestOptions: [{ requestOption: { case: 'reattachOptions', value: { reattachable } } }],
      }),
    });
    return this.#observed(request, this.#execute(request, options, reattachable));
  }

  /** Reports an operation to the subscribers of its channel and to the progress handlers, if there are any. */
  #observed(
    request: ExecutePlanRequest,
    responses: AsyncGenerator<ExecutePlanResponse, void, undefined>,
  ): AsyncGenerator<ExecutePlanResponse, void, undefined> {
    const followed = this.progress.isEmpty ? responses : this.progress.follow(request.operationId!, responses);
    return operationChannel.hasSubscribers ? tracedOperation(this.origin, request, followed) : followed;
  }

  async analyze(analyze: Analysis, options: ActionOptions = {}): Promise<AnalyzePlanResponse['result']> {
    const request = create(AnalyzePlanRequestSchema, { ...this.#identity, analyze });
    // No timeout, since inferring a schema may require reading a thousand files.
    return (await this.#unary(SparkConnectService.method.analyzePlan, request, options, Infinity)).result;
  }

  /** Reads or changes settings of the session. A call that takes `callTimeout` milliseconds is repeated on a new connection. */
  async config<N extends ConfigName>(
    operation: N,
    value: ConfigValueOf<N>,
    options: ActionOptions = {},
    callTimeout: number = quickCallTimeout,
  ): Promise<ConfigResponse> {
    const request = configRequest(this.#identity, operation, value);
    const response = await this.#unary(SparkConnectService.method.config, request, options, callTimeout);
    this.#warn(response.warnings);
    return response;
  }

  /** Interrupts running operations of this session and resolves to their ids. Does not affect streaming queries. */
  async interrupt(target: InterruptTarget, options: ActionOptions = {}): Promise<string[]> {
    const request = interruptRequest(this.#identity, target);
    return (await this.#unary(SparkConnectService.method.interrupt, request, options)).interruptedIds;
  }

  /**
   * Uploads files for the session. Does not retry, because the server rejects a second jar with the same name.
   *
   * @throws ConnectionError when the connection broke during the upload, so that its outcome is unknown.
   */
  async addArtifacts(artifacts: readonly Artifact[], options: ActionOptions = {}): Promise<void> {
    await this.#act('AddArtifacts', options, async (signal, budget) => {
      await this.#retrying(budget, signal, () => this.#keeper.ready(signal));
      await this.#uploader.uploadOnce(artifacts, signal);
    });
  }

  /**
   * Uploads bytes under their SHA-256 unless the server already has them. Resolves to the hash, as 64 hexadecimal
   * digits.
   */
  async uploadCached(content: Uint8Array, options: ActionOptions = {}): Promise<string> {
    const hash = createHash('sha256').update(content).digest('hex');
    await this.#act('ArtifactStatus', options, (signal, budget) =>
      this.#retrying(budget, signal, () => this.#uploader.uploadIfMissing({ name: `cache/${hash}`, content }, signal)),
    );
    return hash;
  }

  /**
   * Ends running operations, releases the session on the server (4.0 and later), and closes the channel. A second call
   * waits for the first.
   */
  close({ keepSession = false }: { readonly keepSession?: boolean } = {}): Promise<void> {
    this.#closing ??= this.#close(keepSession);
    return this.#closing;
  }

  async #close(keepSession: boolean): Promise<void> {
    const wasOpen = this.#keeper.isOpen;
    this.#keeper.end(new SparkConnectError('This Spark session is stopped. Create a new one to continue.'));
    for (const operation of this.#operations) operation.all();
    while (this.#background.size > 0) await Promise.allSettled(this.#background);
    if (wasOpen && !keepSession) await this.#releaseSession();
    this.#keeper.close();
  }

  async #releaseSession(): Promise<void> {
    const request = create(ReleaseSessionRequestSchema, { ...this.#identity });
    const options = { timeout: releaseSessionTimeout };
    await this.#transport.unary(SparkConnectService.method.releaseSession, request, options).catch((error: unknown) => {
      // 3.5 does not support the call and lets the session expire.
      if (isRpcError(error) && error.code === status.UNIMPLEMENTED) return;
      this.log({ level: 'info', message: `The session could not be released: ${String(error)}.` });
    });
  }

  #uiProgress({ uiUrl, connection }: SparkConnectClientOptions): UiProgress {
    return new UiProgress({
      url: uiUrl,
      host: connection.host,
      log: this.log,
      settings: async (keys) => {
        const { pairs } = await this.config('getOption', { keys: [...keys] });
        return Object.fromEntries(pairs.map(({ key, value }) => [key, value]));
      },
      version: async () => {
        const result = await this.analyze({ case: 'sparkVersion', value: {} });
        return result.case === 'sparkVersion' ? result.value.version : '';
      },
    });
  }

  async *#execute(
    request: ExecutePlanRequest,
    options: ActionOptions,
    reattachable: boolean,
  ): AsyncGenerator<ExecutePlanResponse, void, undefined> {
    const operationId = request.operationId!;
    const scope = createActionScope(this.#keeper.ended, options);
    const { signal } = scope;
    const budget = this.#budget('ExecutePlan', operationId);
    const releaser = new OperationReleaser({
      transport: this.#transport,
      identity: this.#identity,
      operationId,
      reattachable,
      background: this.#background,
      log: this.log,
    });
    this.#operations.add(releaser);
    try {
      await this.#requireAllowedDepth(request, signal);
      const onReattach = (): void =>
        this.log({ level: 'debug', message: 'Reattaching to the operation.', method: 'ReattachExecute', operationId });
      const onNotReattachable = (): void => {
        this.#reattachable = false;
        const message = 'The server does not support reattaching: results are lost if the connection breaks.';
        this.log({ level: 'warn', message, method: 'ReattachExecute', operationId });
      };
      yield* reattachable
        ? executeReattachably(this.#keeper, request, {
            budget,
            signal,
            releaser,
            onReattach,
            onNotReattachable,
            streamWatchdog: this.#options.streamWatchdog ?? defaultStreamWatchdog,
          })
        : executePlainly(this.#keeper, request, { signal, releaser });
    } catch (error) {
      throw await this.#failure(error, budget.attempts);
    } finally {
      scope.dispose();
      this.#operations.delete(releaser);
    }
  }

  /** Makes a call that is safe to repeat and that the server answers within `timeout` milliseconds. */
  async #unary<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    request: MessageShape<I>,
    options: ActionOptions = {},
    timeout: number = quickCallTimeout,
  ): Promise<MessageShape<O>> {
    // With await, because the stacks of Bun lose the callers of an asynchronous function that returns a promise.
    return await this.#act(method.name, options, async (signal, budget) => {
      await this.#requireAllowedDepth(request, signal);
      return this.#retrying(budget, signal, () => this.#keeper.unary(method, request, { signal, timeout }));
    });
  }

  /** The server closes the connection without a reason if a message is nested too deeply. */
  async #requireAllowedDepth(request: Message, signal: AbortSignal): Promise<void> {
    const depth = depthOf(request);
    if (depth <= defaultMessageDepth) return;
    await this.#keeper.ready(signal);
    const limit = Number((await this.#keeper.setting(messageDepthSetting)) ?? defaultMessageDepth);
    if (depth <= limit) return;
    throw new IllegalArgumentException(
      `The plan is ${depth} messages deep, but the server accepts at most ${limit}. Use fewer steps, such as one withColumns() or select() instead of many withColumn(); or create a view of an earlier step with createOrReplaceTempView() and continue from spark.table(); or raise ${messageDepthSetting} on the server.`,
    );
  }

  /** Runs a call other than ExecutePlan in the scope of an action and converts its errors. */
  async #act<T>(
    method: string,
    options: ActionOptions,
    work: (signal: AbortSignal, budget: RetryBudget) => Promise<T>,
  ): Promise<T> {
    const scope = createActionScope(this.#keeper.ended, options);
    const budget = this.#budget(method);
    try {
      return await work(scope.signal, budget);
    } catch (error) {
      throw await this.#failure(error, budget.attempts);
    } finally {
      scope.dispose();
    }
  }

  async #retrying<T>(budget: RetryBudget, signal: AbortSignal, call: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await call();
      } catch (error) {
        if (isRpcError(error) && error.code === status.DEADLINE_EXCEEDED) this.#keeper.reconnect();
        await budget.waitOrThrow(error, signal);
      }
    }
  }

  #budget(method: string, operationId?: string): RetryBudget {
    return new RetryBudget(this.#retryPolicy, ({ code, details }, attempt, milliseconds) => {
      const message = `Attempt ${attempt} failed (${codeName(code)}: ${this.redact(details)}). Retrying.`;
      this.log({ level: 'info', message, method, milliseconds, ...(operationId !== undefined && { operationId }) });
    });
  }

  #warn(warnings: readonly string[]): void {
    for (const message of warnings) {
      if (this.#warned.has(message)) continue;
      this.#warned.add(message);
      this.log({ level: 'warn', message: this.redact(message), method: 'Config' });
    }
  }

  async #failure(error: unknown, attempts: number): Promise<unknown> {
    const gone = sessionGone.find((name) => mentions(error, name));
    if (gone !== undefined) this.#keeper.declareLost(gone);
    const reason = this.#keeper.ended.reason as SparkConnectError | undefined;
    // One reason ends many actions. Each gets its own error, with the stack of its caller.
    if (reason !== undefined && (gone !== undefined || error === reason)) return copyOf(reason);
    const fetched = await fetchErrorDetails(this.#transport, this.#identity, error);
    return convertError(error, { address: this.address, attempts, secrets: this.#secrets(), fetched });
  }

  /** Returns the recent tokens, and the secret headers of the connection string without their scheme (`Bearer`). */
  #secrets(): readonly string[] {
    const { connection } = this.#options;
    const headers = Object.entries(connection.headers).filter(([name]) => isSecretName(name));
    const values = headers.map(([, value]) => value.replace(/^\w+ /, ''));
    return [...(connection.token === undefined ? [] : [connection.token]), ...values, ...(this.#token?.secrets ?? [])];
  }
}

function tokenOf({ token, connection }: SparkConnectClientOptions): CallToken | undefined {
  return token ?? (connection.token === undefined ? undefined : new CallToken(connection.token));
}

function withSessionId(connection: Connection, sessionId: string | undefined): Connection {
  const others = Object.entries(connection).filter(([name]) => name !== 'sessionId');
  return {
    ...(Object.fromEntries(others) as Omit<Connection, 'sessionId'>),
    ...(sessionId !== undefined && { sessionId }),
  };
}

function requireOperationId(operationId: string): string {
  if (uuidPattern.test(operationId)) return operationId;
  throw new IllegalArgumentException(`operationId must be a UUID, not ${JSON.stringify(operationId)}.`);
}

function copyOf(error: SparkConnectError): SparkConnectError {
  const Same = error.constructor as typeof SparkConnectError;
  return new Same(error.message, { cause: error });
}

function interruptRequest(identity: SessionIdentity, target: InterruptTarget): InterruptRequest {
  if (target === 'all') return create(InterruptRequestSchema, { ...identity, interruptType: InterruptType.ALL });
  return create(
    InterruptRequestSchema,
    'tag' in target
      ? {
          ...identity,
          interruptType: InterruptType.TAG,
          interrupt: { case: 'operationTag', value: requireTag(target.tag) },
        }
      : {
          ...identity,
          interruptType: InterruptType.OPERATION_ID,
          interrupt: { case: 'operationId', value: target.operationId },
        },
  );
}
