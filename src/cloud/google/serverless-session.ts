import { randomBytes } from 'node:crypto';
import type { protos, SessionControllerClient } from '@google-cloud/dataproc';
import { status } from '@grpc/grpc-js';
import { CloudError } from '../cloud-error.ts';
import { IllegalArgumentException } from '../../index.ts';
import type { Startup } from '../startup.ts';
import { sessionUrl } from './console-links.ts';
import { googleError } from './google-error.ts';
import type { GoogleServerlessOptions } from './google-options.ts';

type Session = protos.google.cloud.dataproc.v1.ISession;

/** A session that accepts connections. */
export interface ActiveSession {
  readonly name: string;
  readonly uuid: string;
  /** Where the bridge of the session is, as `host:port`. */
  readonly endpoint: string;
  readonly isReused: boolean;
}

const endpointName = 'Spark Connect Server';
const namePattern = /^[a-z][a-z0-9-]{2,61}[a-z0-9]$/;
const defaultRuntime = '2.3';

/** The life of one session of Dataproc Serverless. */
export class ServerlessSession {
  readonly #client: SessionControllerClient;
  readonly #options: GoogleServerlessOptions;
  readonly name: string;
  readonly path: string;
  #exists = false;

  /** @throws IllegalArgumentException when the name is not valid. */
  constructor(client: SessionControllerClient, options: GoogleServerlessOptions) {
    this.#client = client;
    this.#options = options;
    this.name = options.session ?? newName();
    if (!namePattern.test(this.name)) {
      throw new IllegalArgumentException(
        `The session name ${JSON.stringify(this.name)} is not valid: use 4 to 63 lowercase letters, digits and hyphens, starting with a letter and not ending with a hyphen.`,
      );
    }
    this.path = `projects/${options.projectId}/locations/${options.region}/sessions/${this.name}`;
  }

  /**
   * Uses the session if it is active, or else creates it, and waits until it accepts connections. A session that was
   * created and does not become ready is ended.
   */
  async start(startup: Startup): Promise<ActiveSession> {
    startup.session = this.name;
    const existing = this.#options.session === undefined ? undefined : await this.#find(startup);
    const isReused = existing !== undefined;
    try {
      if (isReused) startup.report(`Using the session ${this.name}.`, stateOf(existing));
      else await this.#create(startup);
      this.#exists = true;
      return { ...(await this.#ready(startup)), isReused };
    } catch (error) {
      if (isReused || !this.#exists) throw error;
      throw await this.#abandon(error);
    }
  }

  /** Ends the session. Resolves when the platform has begun to end it. */
  async end(): Promise<void> {
    try {
      await this.#client.terminateSession({ name: this.path });
    } catch (error) {
      // It has ended already, or somebody else ends it.
      if (hasCode(error, status.NOT_FOUND, status.FAILED_PRECONDITION)) return;
      const failure = this.#error(error, `the end of session ${this.name}`);
      throw failure instanceof CloudError ? this.#withLeftover(failure) : failure;
    }
  }

  /** Returns the session of this name if it can be used. Removes one that has ended, because its name can be used again only then. */
  async #find(startup: Startup): Promise<Session | undefined> {
    let isTerminating = true;
    while (isTerminating) {
      const session = await this.#get();
      const state = session && stateOf(session);
      if (session === undefined || state === 'ACTIVE' || state === 'CREATING') return session;
      isTerminating = state === 'TERMINATING';
      startup.report(`The session ${this.name} of an earlier run is removed.`, state);
      if (isTerminating) await this.#untilEnded(startup);
    }
    const [operation] = await this.#call('the removal of an ended session', () =>
      this.#client.deleteSession({ name: this.path }),
    );
    await this.#call('the removal of an ended session', () => operation.promise());
    return undefined;
  }

  async #untilEnded(startup: Startup): Promise<void> {
    await startup.until(
      async () => {
        const session = await this.#get();
        return session === undefined || stateOf(session) !== 'TERMINATING' ? true : undefined;
      },
      () => `The session ${this.name} of an earlier run did not end in time. Use another name.`,
    );
  }

  async #get(): Promise<Session | undefined> {
    try {
      const [session] = await this.#client.getSession({ name: this.path });
      return session;
    } catch (error) {
      if (hasCode(error, status.NOT_FOUND)) return undefined;
      throw this.#error(error, `the look at session ${this.name}`);
    }
  }

  async #create(startup: Startup): Promise<void> {
    const { projectId, region } = this.#options;
    const doing = `the creation of session ${this.name}`;
    startup.report(`Creating the session ${this.name}: ${this.#url()}`, 'CREATING');
    const [operation] = await this.#call(doing, () =>
      this.#client.createSession({
        parent: `projects/${projectId}/locations/${region}`,
        sessionId: this.name,
        session: sessionRequest(this.#options, this.path),
      }),
    );
    this.#exists = true;
    await startup.until(
      async () => {
        // Rejects if the operation has failed.
        await this.#call(doing, () => operation.getOperation());
        startup.report(`Waiting for the session ${this.name}.`, 'CREATING');
        return operation.latestResponse.done === true ? true : undefined;
      },
      () => `The session ${this.name} was not created within ${seconds(startup.timeout)}.`,
    );
  }

  async #ready(startup: Startup): Promise<Omit<ActiveSession, 'isReused'>> {
    return startup.until(
      async () => {
        const session = await this.#get();
        const state = session === undefined ? 'DELETED' : stateOf(session);
        if (session === undefined || (state !== 'ACTIVE' && state !== 'CREATING')) {
          const reason = session?.stateMessage ? `: ${session.stateMessage}` : '';
          throw new CloudError(`The session ${this.name} ended with the state ${state}${reason}. See ${this.#url()}`);
        }
        const endpoint = session.runtimeInfo?.endpoints?.[endpointName];
        startup.report(`Waiting for the Spark Connect server of session ${this.name}.`, state);
        if (state !== 'ACTIVE' || !endpoint || !session.uuid) return undefined;
        return { name: this.name, uuid: session.uuid, endpoint: addressOfEndpoint(endpoint) };
      },
      () =>
        `The session ${this.name} has no Spark Connect server after ${seconds(startup.timeout)}. See its log: ${this.#url()}`,
    );
  }

  /** Ends a session that cannot be used. Returns the error, which names the session if it still exists. */
  async #abandon(error: unknown): Promise<unknown> {
    try {
      await this.end();
      return error;
    } catch {
      if (!(error instanceof CloudError)) return new CloudError(this.#leftover(), { cause: error });
      return this.#withLeftover(error);
    }
  }

  #withLeftover(error: CloudError): CloudError {
    return new CloudError(`${error.message} ${this.#leftover()}`, { cause: error });
  }

  #leftover(): string {
    return `The session ${this.name} may still run and cost money; end it at ${this.#url()}`;
  }

  #url(): string {
    return sessionUrl({ ...this.#options, session: this.name });
  }

  async #call<T>(doing: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw this.#error(error, doing);
    }
  }

  #error(error: unknown, doing: string): unknown {
    return googleError(error, this.#options, doing);
  }
}

function sessionRequest(options: GoogleServerlessOptions, name: string): Session {
  const { serviceAccount, subnetwork, networkTags, ttl, idleTtl } = options;
  const { authentication = serviceAccount === undefined ? undefined : 'SERVICE_ACCOUNT' } = options;
  return {
    name,
    sparkConnectSession: {},
    labels: { ...options.labels, 'dataproc-session-client': 'spark-connect-ts' },
    ...(options.sessionTemplate !== undefined && { sessionTemplate: options.sessionTemplate }),
    runtimeConfig: {
      version: options.runtimeVersion ?? defaultRuntime,
      properties: { ...options.properties },
      ...(options.containerImage !== undefined && { containerImage: options.containerImage }),
    },
    environmentConfig: {
      executionConfig: {
        ...(serviceAccount !== undefined && { serviceAccount }),
        ...(subnetwork !== undefined && { subnetworkUri: subnetwork }),
        ...(networkTags !== undefined && { networkTags: [...networkTags] }),
        ...(ttl !== undefined && { ttl: { seconds: ttl } }),
        ...(idleTtl !== undefined && { idleTtl: { seconds: idleTtl } }),
        ...(authentication !== undefined && {
          authenticationConfig: { userWorkloadAuthenticationType: authentication },
        }),
      },
    },
  };
}

/** Returns the `host:port` of an endpoint such as `sc://host:443`. */
function addressOfEndpoint(endpoint: string): string {
  const [, host = endpoint, port = '443'] = /^(?:\w+:\/\/)?([^:/;]+)(?::(\d+))?/.exec(endpoint) ?? [];
  return `${host}:${port}`;
}

function stateOf({ state }: Session): string {
  return String(state ?? 'STATE_UNSPECIFIED');
}

function newName(): string {
  const time = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  return `sc-${time}-${randomBytes(3).toString('hex')}`;
}

function hasCode(error: unknown, ...codes: readonly status[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(error.code as status);
}

function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 1000)} seconds`;
}
