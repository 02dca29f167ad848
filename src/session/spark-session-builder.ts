import { platform } from 'node:os';
import type { CallCredentials, ChannelOptions } from '@grpc/grpc-js';
import { CallToken, type TokenOptions, type TokenSource } from '../client/call-token.ts';
import type { ChannelFactory, ChannelSettings, TlsOptions } from '../client/channel-options.ts';
import type { Logger } from '../client/client-logger.ts';
import { parseConnectionString, uuidPattern, type Connection } from '../client/connection-string.ts';
import { createGrpcTransport } from '../client/grpc-transport.ts';
import { requireMilliseconds } from '../client/milliseconds.ts';
import type { RetryPolicy } from '../client/retry-policy.ts';
import { SparkConnectClient } from '../client/spark-connect-client.ts';
import { createOfflineTransport } from '../client/transport.ts';
import { AnalysisException } from '../errors/spark-exceptions.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { findLocalServer } from './local-server.ts';
import { settingText, type ConfigValue } from './setting-text.ts';
import type { SparkSession } from './spark-session.ts';

interface Settings extends ChannelSettings {
  readonly callToken?: CallToken;
  readonly remote?: string;
  readonly local?: LocalOptions;
  readonly master?: string;
  readonly sessionId?: string;
  readonly configs: Readonly<Record<string, string>>;
  readonly connectTimeout?: number;
  readonly retryPolicy?: Partial<RetryPolicy>;
  readonly reattachable?: boolean;
  readonly heartbeatInterval?: number;
  readonly logger?: Logger;
  readonly uiUrl?: string;
}

/** Which server of this machine {@link SparkSessionBuilder.local} uses. */
export interface LocalOptions {
  /** The folder that was given to `npx spark-connect-ts up --dir`. Default: the user's folder, as for `up` without `--dir`. */
  readonly dir?: string;
}

type CreateSession = (client: SparkConnectClient, resumed: boolean) => SparkSession;

const defaults: Settings = { configs: {} };

/**
 * Configures the connection to a server and opens a session. Immutable: each method returns a new builder.
 *
 * @example
 * ```ts no-run: needs a server with TLS
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

  /** @internal Use `SparkSession.builder`. */
  constructor(create: CreateSession, settings: Settings = defaults) {
    this.#create = create;
    this.#settings = Object.freeze(settings);
  }

  /** Sets the server as `sc://host[:port][/;name=value;…]`. Default: the environment variable SPARK_REMOTE. */
  remote(url: string): SparkSessionBuilder {
    return this.#with({ remote: url }, 'local');
  }

  /**
   * Connects to the server on this machine that `npx spark-connect-ts up` has started, with its port, token and
   * certificate. Overrides {@link remote} and SPARK_REMOTE. If no server is running, {@link getOrCreate} rejects with a
   * {@link ConnectionError}.
   *
   * @example
   * ```ts
   * import { SparkSession } from 'spark-connect-ts';
   *
   * const spark = await SparkSession.builder.local().getOrCreate();
   * console.log(await spark.range(3).count()); // 3
   * await spark.stop();
   * ```
   */
  local(options: LocalOptions = {}): SparkSessionBuilder {
    return this.#with({ local: options }, 'remote');
  }

  /**
   * Sets the session's `spark.app.name`. Spark's UI does not show it, but the name with which the server was started.
   */
  appName(name: string): SparkSessionBuilder {
    return this.config('spark.app.name', name);
  }

  /**
   * Has no effect, as in PySpark's Spark Connect client, because the server determines the master. It exists for
   * programs that were written to start Spark themselves. Set the address of the server with {@link remote}.
   *
   * @throws IllegalArgumentException for the address of a Spark Connect server.
   */
  master(master: string): SparkSessionBuilder {
    if (master.startsWith('sc://')) {
      throw new IllegalArgumentException(`${master} is the address of a server: pass it to remote(), not to master().`);
    }
    return this.#with({ master });
  }

  /**
   * Sets one or several settings of the session, such as `spark.sql.session.timeZone`. A setting that can only be set
   * when the server starts does not fail {@link getOrCreate}: as in PySpark, it is ignored with a warning, which goes
   * to the {@link logger}, or without one to Node's process warnings.
   */
  config(key: string, value: ConfigValue): SparkSessionBuilder;
  config(settings: Readonly<Record<string, ConfigValue>>): SparkSessionBuilder;
  config(first: string | Readonly<Record<string, ConfigValue>>, value?: ConfigValue): SparkSessionBuilder {
    const settings = typeof first === 'string' ? { [first]: value } : first;
    const texts = Object.entries(settings).map(
      ([key, each]) => [key, settingText('config()', key, each as ConfigValue)] as const,
    );
    return this.#with({ configs: { ...this.#settings.configs, ...Object.fromEntries(texts) } });
  }

  /**
   * Sets the UUID of the session to resume, or to open if the server does not have it. Overrides `session_id` in the
   * connection string. `SparkSession.isResumed` returns whether the server still had the session.
   */
  sessionId(sessionId: string): SparkSessionBuilder {
    if (!uuidPattern.test(sessionId)) {
      throw new IllegalArgumentException(`sessionId() takes a UUID, not ${JSON.stringify(sessionId)}.`);
    }
    return this.#with({ sessionId });
  }

  /** Sets the timeout for opening the session, in milliseconds; `newSession()` can override it. Default: 10 seconds. */
  connectTimeout(milliseconds: number): SparkSessionBuilder {
    return this.#with({ connectTimeout: requireMilliseconds('connectTimeout()', milliseconds) });
  }

  /** Enables TLS, optionally with your own certificate authorities, client certificate or server name. */
  tls(options: TlsOptions = {}): SparkSessionBuilder {
    return this.#with({ tls: options });
  }

  /**
   * Sets the bearer token for every call, or a function that is called for a token before each call. Implies TLS. With
   * `plaintext: true` the token is sent unencrypted, for example to a proxy on the same machine.
   *
   * If the server rejects a token from a function, the function is called with `{ refused }`, and the call is repeated
   * with the token that it returns. A result that is being read continues where it was.
   *
   * @throws IllegalArgumentException when an option cannot be used.
   */
  token(token: TokenSource, options: TokenOptions = {}): SparkSessionBuilder {
    const { plaintext = false } = options;
    return this.#with({ token, tokenOverPlaintext: plaintext, callToken: new CallToken(token, options) });
  }

  /** Sets the grpc-js call credentials for every call, such as those of a cloud provider's library. Implies TLS. */
  callCredentials(credentials: CallCredentials): SparkSessionBuilder {
    return this.#with({ callCredentials: credentials });
  }

  /**
   * Sets a factory for the gRPC channel, for example to connect through a gateway or a tunnel, or to add interceptors.
   */
  channel(factory: ChannelFactory): SparkSessionBuilder {
    return this.#with({ channelFactory: factory });
  }

  /** Sets grpc-js channel options, in addition to those that this client sets. */
  channelOptions(options: ChannelOptions): SparkSessionBuilder {
    return this.#with({ channelOptions: { ...this.#settings.channelOptions, ...options } });
  }

  /** Sets how failed calls are retried. Default: as in PySpark, 15 times within ten minutes. */
  retryPolicy(policy: Partial<RetryPolicy>): SparkSessionBuilder {
    return this.#with({ retryPolicy: policy });
  }

  /**
   * Sets whether an action resumes its result after the connection breaks. Default: true. Set it to false for a server
   * with `spark.connect.execute.reattachable.enabled=false`; a broken connection then fails the action.
   */
  reattachable(reattachable: boolean): SparkSessionBuilder {
    return this.#with({ reattachable });
  }

  /**
   * Sets the interval between heartbeats in milliseconds. Default: 5 minutes; 0 disables them. Without heartbeats,
   * Spark 3.5 drops an idle session, and stops its streaming queries, after an hour.
   */
  heartbeatInterval(milliseconds: number): SparkSessionBuilder {
    return this.#with({ heartbeatInterval: requireMilliseconds('heartbeatInterval()', milliseconds) });
  }

  /**
   * Sets a logger for calls, retries, heartbeats and warnings. Without a logger this library writes nothing, except for
   * a Node process warning when a {@link config} setting is ignored.
   */
  logger(logger: Logger): SparkSessionBuilder {
    return this.#with({ logger });
  }

  /**
   * Sets the URL of the server's Spark UI, such as `http://127.0.0.1:4040`. On Spark 3.5, it provides the progress for
   * `SparkSession.registerProgressHandler`. Default: the host of the server, or the setting `spark.driver.host`, with the
   * port in `spark.ui.port`.
   *
   * @throws IllegalArgumentException when it is not an HTTP URL.
   */
  uiUrl(url: string): SparkSessionBuilder {
    if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
      throw new IllegalArgumentException(`uiUrl() takes an http:// or https:// URL, not ${JSON.stringify(url)}.`);
    }
    return this.#with({ uiUrl: url });
  }

  /**
   * Connects and opens a new session, or resumes the session that {@link sessionId} or `session_id` in the connection
   * string names.
   *
   * @throws ConnectionError when the server cannot be reached; names its address.
   * @throws IllegalArgumentException when the connection string is invalid or missing, or a secret would be sent
   * unencrypted.
   */
  async getOrCreate(): Promise<SparkSession> {
    if (this.#settings.local !== undefined) return this.#atLocalServer(this.#settings.local).getOrCreate();
    const { remote = process.env['SPARK_REMOTE'], configs } = this.#settings;
    if (remote === undefined) {
      const hint = this.#settings.master === undefined ? '' : '; master() does not start Spark';
      throw new IllegalArgumentException(
        `No server to connect to: call remote("sc://…") or local(), or set SPARK_REMOTE${hint}.`,
      );
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

  /** Creates a session without a server, to build and inspect plans. Every action rejects. */
  offline(): SparkSession {
    const connection = parseConnectionString('sc://offline');
    const clientType = userAgent(undefined);
    return this.#create(
      new SparkConnectClient({ connection, clientType, openTransport: createOfflineTransport }),
      false,
    );
  }

  #atLocalServer({ dir }: LocalOptions): SparkSessionBuilder {
    const { remote, certificateFile } = findLocalServer(dir);
    const { tls = certificateFile === undefined ? undefined : { ca: { file: certificateFile } } } = this.#settings;
    return tls === undefined ? this.remote(remote) : this.remote(remote).tls(tls);
  }

  #client(connection: Connection): SparkConnectClient {
    const clientType = userAgent(connection.userAgent);
    return new SparkConnectClient({
      ...this.#settings,
      token: this.#settings.callToken,
      connection,
      clientType,
      openTransport: () => createGrpcTransport(connection, clientType, this.#settings),
    });
  }

  /** Sets all settings at once, or one by one if the server rejects any. */
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
      const message = `The builder's setting ${pair.key} is ignored; set it when you start the server: ${error.message}`;
      if (this.#settings.logger) client.log({ level: 'warn', message, method: 'Config' });
      else process.emitWarning(message, 'SparkConnectWarning');
    }
  }

  /** Returns a builder with changed settings, and without the setting that they override. */
  #with(change: Partial<Settings>, overridden?: 'local' | 'remote'): SparkSessionBuilder {
    const settings = { ...this.#settings, ...change };
    if (overridden !== undefined) delete settings[overridden];
    return new SparkSessionBuilder(this.#create, settings);
  }
}

/** Returns the client type, which the server logs. */
function userAgent(clientName: string | undefined): string {
  const name = clientName ?? process.env['SPARK_CONNECT_USER_AGENT'] ?? '_SPARK_CONNECT_TS';
  return `${name} spark/3.5 os/${platform()} node/${process.versions.node}`;
}
