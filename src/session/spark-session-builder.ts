import { platform } from 'node:os';
import type { CallCredentials, ChannelOptions } from '@grpc/grpc-js';
import type { ChannelFactory, ChannelSettings, TlsOptions, TokenSource } from '../client/channel-options.ts';
import type { Logger } from '../client/client-logger.ts';
import { parseConnectionString, uuidPattern, type Connection } from '../client/connection-string.ts';
import { createGrpcTransport } from '../client/grpc-transport.ts';
import { requireMilliseconds } from '../client/milliseconds.ts';
import type { RetryPolicy } from '../client/retry-policy.ts';
import { SparkConnectClient } from '../client/spark-connect-client.ts';
import { createOfflineTransport } from '../client/transport.ts';
import { AnalysisException } from '../errors/analysis-exception.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { settingText, type ConfigValue } from './setting-text.ts';
import type { SparkSession } from './spark-session.ts';

interface Settings extends ChannelSettings {
  readonly remote?: string;
  readonly master?: string;
  readonly sessionId?: string;
  readonly configs: Readonly<Record<string, string>>;
  readonly connectTimeout?: number;
  readonly retryPolicy?: Partial<RetryPolicy>;
  readonly reattachable?: boolean;
  readonly heartbeatInterval?: number;
  readonly logger?: Logger;
}

type CreateSession = (client: SparkConnectClient, resumed: boolean) => SparkSession;

const defaults: Settings = { configs: {} };

/**
 * Where and how to connect. A value: each method returns a new builder.
 *
 * @example
 * ```ts
 * import { SparkSession } from 'spark-connect-ts';
 *
 * const spark = await SparkSession.builder
 *   .remote('sc://spark.example.com:443/;use_ssl=true')
 *   .token(async () => (await fetch('https://login.example.com/token')).text())
 *   .config('spark.sql.session.timeZone', 'UTC')
 *   .getOrCreate();
 * await spark.stop();
 * ```
 */
export class SparkSessionBuilder {
  readonly #create: CreateSession;
  readonly #settings: Settings;

  /** @internal Comes from `SparkSession.builder`. */
  constructor(create: CreateSession, settings: Settings = defaults) {
    this.#create = create;
    this.#settings = Object.freeze(settings);
  }

  /** The server: `sc://host[:port][/;name=value;…]`. Without it, the environment variable SPARK_REMOTE. */
  remote(url: string): SparkSessionBuilder {
    return this.#with({ remote: url });
  }

  /** A name for the program, in the session's setting `spark.app.name`. Spark's UI shows the name that the server was started with. */
  appName(name: string): SparkSessionBuilder {
    return this.config('spark.app.name', name);
  }

  /**
   * Changes nothing, as in PySpark's Spark Connect: where Spark works was decided when the server was started. It is there for programs
   * that were written to start Spark by themselves; the address of the server goes to {@link remote}.
   */
  master(master: string): SparkSessionBuilder {
    if (master.startsWith('sc://')) {
      throw new IllegalArgumentException(`${master} is the address of a server: give it to remote(), not to master().`);
    }
    return this.#with({ master });
  }

  /**
   * A setting for the session, such as `spark.sql.session.timeZone`, or several. One that only the start of the server can change does
   * not fail {@link getOrCreate}: as in PySpark it is left out with a warning, to the {@link logger} or else as a warning of the process.
   */
  config(key: string, value: ConfigValue): SparkSessionBuilder;
  config(settings: Readonly<Record<string, ConfigValue>>): SparkSessionBuilder;
  config(first: string | Readonly<Record<string, ConfigValue>>, value?: ConfigValue): SparkSessionBuilder {
    const given = typeof first === 'string' ? { [first]: value } : first;
    const texts = Object.entries(given).map(
      ([key, each]) => [key, settingText('config()', key, each as ConfigValue)] as const,
    );
    return this.#with({ configs: { ...this.#settings.configs, ...Object.fromEntries(texts) } });
  }

  /**
   * The UUID of the session to come back to, or to open under that id; in place of `session_id` in the connection string.
   * Whether the server still had it is told by `isResumed` of the session.
   */
  sessionId(sessionId: string): SparkSessionBuilder {
    if (!uuidPattern.test(sessionId)) {
      throw new IllegalArgumentException(`sessionId() takes a UUID, not ${JSON.stringify(sessionId)}.`);
    }
    return this.#with({ sessionId });
  }

  /** How many milliseconds opening the session may take, or another one by `newSession()`; ten seconds unless set. */
  connectTimeout(milliseconds: number): SparkSessionBuilder {
    return this.#with({ connectTimeout: requireMilliseconds('connectTimeout()', milliseconds) });
  }

  /** Speaks TLS, with authorities, a client certificate or a server name of your own. */
  tls(options: TlsOptions = {}): SparkSessionBuilder {
    return this.#with({ tls: options });
  }

  /**
   * The bearer token of every call, or a function that is asked for it before each, so that it may change. Implies TLS;
   * `plaintext: true` lets it travel in the clear, as to a server behind a proxy on the same machine.
   */
  token(token: TokenSource, { plaintext = false }: { readonly plaintext?: boolean } = {}): SparkSessionBuilder {
    return this.#with({ token, tokenOverPlaintext: plaintext });
  }

  /** Credentials in the sense of grpc-js for every call, such as those of a cloud's login library. Implies TLS. */
  callCredentials(credentials: CallCredentials): SparkSessionBuilder {
    return this.#with({ callCredentials: credentials });
  }

  /** Makes the channel to the server another way: through a gateway, a tunnel, with interceptors. */
  channel(factory: ChannelFactory): SparkSessionBuilder {
    return this.#with({ channelFactory: factory });
  }

  /** Options of grpc-js for the channel, on top of this client's own. */
  channelOptions(options: ChannelOptions): SparkSessionBuilder {
    return this.#with({ channelOptions: { ...this.#settings.channelOptions, ...options } });
  }

  /** How failed calls are tried again, where PySpark's way (15 times within ten minutes) does not fit. */
  retryPolicy(policy: Partial<RetryPolicy>): SparkSessionBuilder {
    return this.#with({ retryPolicy: policy });
  }

  /**
   * Whether a result goes on where it was when the connection breaks; true unless set. Turn it off for a server with
   * `spark.connect.execute.reattachable.enabled=false`; a broken connection is then the end of the action.
   */
  reattachable(reattachable: boolean): SparkSessionBuilder {
    return this.#with({ reattachable });
  }

  /**
   * How many milliseconds to let pass between two signs of life, without which a 3.5 server drops the session, and stops
   * its streaming queries, after an hour. Five minutes unless set; 0 for none.
   */
  heartbeatInterval(milliseconds: number): SparkSessionBuilder {
    return this.#with({ heartbeatInterval: requireMilliseconds('heartbeatInterval()', milliseconds) });
  }

  /**
   * Is told of calls, retries, heartbeats and warnings. Without one this library writes nothing anywhere, but for Node's own warning of a
   * setting that {@link config} could not make.
   */
  logger(logger: Logger): SparkSessionBuilder {
    return this.#with({ logger });
  }

  /**
   * Connects and opens a session of its own, or comes back to the one that {@link sessionId} or the connection string's `session_id` names.
   *
   * @throws ConnectionError naming the address when nobody answers there.
   * @throws IllegalArgumentException when the connection string is wrong or missing, or a secret would travel in the clear.
   */
  async getOrCreate(): Promise<SparkSession> {
    const { remote = process.env['SPARK_REMOTE'], configs } = this.#settings;
    if (remote === undefined) {
      const hint = this.#settings.master === undefined ? '' : '; master() starts no Spark';
      throw new IllegalArgumentException(`No server to connect to: call remote("sc://…") or set SPARK_REMOTE${hint}.`);
    }
    const { sessionId } = this.#settings;
    const client = this.#client({ ...parseConnectionString(remote), ...(sessionId !== undefined && { sessionId }) });
    try {
      const isResumed = await client.open({});
      await this.#configure(client, configs);
      return this.#create(client, isResumed);
    } catch (error) {
      await client.close();
      throw error;
    }
  }

  /** A session without a server, to build plans and look at them; every action rejects. */
  offline(): SparkSession {
    const connection = parseConnectionString('sc://offline');
    const clientType = userAgent(undefined);
    return this.#create(
      new SparkConnectClient({ connection, clientType, openTransport: createOfflineTransport }),
      false,
    );
  }

  #client(connection: Connection): SparkConnectClient {
    const clientType = userAgent(connection.userAgent);
    const { token } = this.#settings;
    return new SparkConnectClient({
      ...this.#settings,
      ...(typeof token === 'string' && { secrets: [token] }),
      connection,
      clientType,
      openTransport: () => createGrpcTransport(connection, clientType, this.#settings),
    });
  }

  /** All at once, or one by one where the server refuses some of them. */
  async #configure(client: SparkConnectClient, configs: Settings['configs']): Promise<void> {
    const pairs = Object.entries(configs).map(([key, value]) => ({ key, value }));
    if (pairs.length === 0) return;
    try {
      await client.config('set', { pairs });
    } catch (error) {
      if (!(error instanceof AnalysisException)) throw error;
      for (const pair of pairs) await this.#configureOne(client, pair);
    }
  }

  async #configureOne(
    client: SparkConnectClient,
    pair: { readonly key: string; readonly value: string },
  ): Promise<void> {
    try {
      await client.config('set', { pairs: [pair] });
    } catch (error) {
      if (!(error instanceof AnalysisException)) throw error;
      const message = `The session goes without the builder's ${pair.key}, which has to be set where the server is started: ${error.message}`;
      if (this.#settings.logger) client.log({ level: 'warn', message, method: 'Config' });
      else process.emitWarning(message, 'SparkConnectWarning');
    }
  }

  #with(change: Partial<Settings>): SparkSessionBuilder {
    return new SparkSessionBuilder(this.#create, { ...this.#settings, ...change });
  }
}

/** Told to the server for its log. */
function userAgent(given: string | undefined): string {
  const name = given ?? process.env['SPARK_CONNECT_USER_AGENT'] ?? '_SPARK_CONNECT_TS';
  return `${name} spark/3.5 os/${platform()} node/${process.versions.node}`;
}
