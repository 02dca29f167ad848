import { create } from '@bufbuild/protobuf';
import { status, type Metadata } from '@grpc/grpc-js';
import { describe, expect, it, vi } from 'vitest';
import { PlanSchema } from '../../gen/spark/connect/base_pb.ts';
import { ConnectionError } from '../errors/connection-error.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import type { Failure, ScriptedServerOptions, Step } from '../../test/support/scripted-server.ts';
import { openScripted, type ScriptedSession } from '../../test/support/scripted-session.ts';
import { CallToken, type TokenOptions, type TokenSource } from './call-token.ts';
import type { LogEvent } from './client-logger.ts';
import type { SparkConnectClient } from './spark-connect-client.ts';

/** Issues tokens, of which only the latest is valid. */
class Login {
  /** The `refused` of each request for a token. Requests for new calls are not recorded. */
  readonly refused: string[] = [];
  /** The methods of the calls that the server rejected. */
  readonly rejected: string[] = [];
  readonly failure: Failure;
  readonly header: string;
  #valid = 'token-1';
  #cached = 'token-1';

  constructor({ code = status.UNAUTHENTICATED, header = 'authorization' } = {}) {
    this.failure = { code, details: 'the token has expired' };
    this.header = header;
  }

  /** Makes the server reject all tokens issued so far. */
  expire(): void {
    this.#valid = `token-${Number(this.#valid.slice(6)) + 1}`;
  }

  readonly token = async ({ refused }: { readonly refused?: string }): Promise<string> => {
    await Promise.resolve();
    if (refused !== undefined) {
      this.refused.push(refused);
      this.#cached = this.#valid;
    }
    return this.#cached;
  };

  readonly refuse = (metadata: Metadata, method: string): Failure | undefined => {
    const expected = this.header === 'authorization' ? `Bearer ${this.#valid}` : this.#valid;
    if (metadata.get(this.header)[0] === expected) return undefined;
    this.rejected.push(method);
    return this.failure;
  };
}

interface Options {
  readonly steps?: readonly Step[];
  readonly source?: TokenSource;
  readonly token?: TokenOptions;
  readonly heartbeatInterval?: number;
  readonly reattachable?: boolean;
  readonly logger?: (event: LogEvent) => void;
  readonly server?: ScriptedServerOptions;
}

function open(login: Login, { steps, source = login.token, token, server, ...client }: Options = {}) {
  const options = { ...client, token: new CallToken(source, token) };
  return openScripted(steps, options, { refuse: login.refuse, ...server });
}

async function received(client: SparkConnectClient): Promise<string[]> {
  const ids: string[] = [];
  for await (const { responseId } of client.execute(create(PlanSchema))) ids.push(responseId);
  return ids;
}

const version = (client: SparkConnectClient): Promise<unknown> => client.analyze({ case: 'sparkVersion', value: {} });
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe('a call that the server rejects because of its token', () => {
  it.each<[string, (session: ScriptedSession) => Promise<unknown>]>([
    ['Config', ({ client }) => client.config('get', { keys: [] })],
    ['AnalyzePlan', ({ client }) => version(client)],
    ['ExecutePlan', ({ client }) => received(client)],
    ['Interrupt', ({ client }) => client.interrupt('all')],
    ['AddArtifacts', ({ client }) => client.addArtifacts([{ name: 'files/a', content: text('a') }])],
    ['ArtifactStatus', ({ client }) => client.uploadCached(text('b'))],
    ['ReleaseSession', ({ client }) => client.close()],
  ])('is repeated with a fresh token: %s', async (method, act) => {
    const login = new Login();
    const session = await open(login, { steps: [{ send: ['1'], end: 'complete' }] });
    login.expire();
    await act(session);
    expect(login.rejected).toEqual([method]);
    expect(login.refused).toEqual(['token-1']);
  });

  it('sends every artifact again', async () => {
    const login = new Login();
    const { client, server } = await open(login);
    const content = new Uint8Array(100_000).fill(7);
    login.expire();
    await client.addArtifacts([{ name: 'files/large', content }]);
    expect(server.calls.filter((call) => call === 'AddArtifacts')).toHaveLength(1);
    expect(server.uploads).toHaveLength(4);
  });

  it('is repeated with a fresh token: the heartbeat', async () => {
    const login = new Login();
    const { client, server } = await open(login, { heartbeatInterval: 5 });
    login.expire();
    const before = server.calls.length;
    await vi.waitFor(() => expect(server.calls.length).toBeGreaterThan(before + 1));
    expect(login.refused).toEqual(['token-1']);
    expect(client.isEnded).toBe(false);
  });

  it('releases the responses of a result with a fresh token', async () => {
    const login = new Login();
    const { client, server } = await open(login, { steps: [{ send: ['1'], end: 'complete' }] });
    for await (const response of client.execute(create(PlanSchema))) if (response.responseId === '1') login.expire();
    await vi.waitFor(() => expect(server.calls).toContain('Release all'));
    expect(login.rejected).toEqual(['ReleaseExecute']);
  });

  it('shares one request for a fresh token with the other calls', async () => {
    const login = new Login();
    const { client } = await open(login);
    login.expire();
    await Promise.all(Array.from({ length: 10 }, () => version(client)));
    expect(login.rejected).toHaveLength(10);
    expect(login.refused).toEqual(['token-1']);
  });

  it('fails when the function returns the same token again', async () => {
    const login = new Login();
    const { client } = await open(login, { source: () => 'token-1' });
    login.expire();
    const error: unknown = await version(client).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect((error as Error).message).toMatch(
      /rejected the call: the token has expired\. The function given to token\(\) returned the rejected token again; it must/,
    );
    expect(login.rejected).toHaveLength(1);
  });

  it('fails when the server rejects the fresh token too', async () => {
    const login = new Login();
    const { client } = await open(login, {
      source: ({ refused }) => (refused === undefined ? 'token-1' : 'for-another-server'),
    });
    login.expire();
    await expect(version(client)).rejects.toThrow(
      /rejected the call: the token has expired\. It rejected a fresh token too; check that the token is for this server/,
    );
    expect(login.rejected).toHaveLength(2);
  });

  it('tries at most three fresh tokens', async () => {
    const login = new Login();
    let issued = 0;
    const { client } = await open(login, {
      source: ({ refused }) => (refused === undefined ? 'token-1' : `wrong-${++issued}`),
    });
    login.expire();
    await expect(version(client)).rejects.toThrow('It rejected a fresh token too');
    expect(login.rejected).toHaveLength(4);
  });

  it('is repeated again if the fresh token expires on the way', async () => {
    const login = new Login();
    const { client } = await open(login, {
      source: async (request) => {
        const token = await login.token(request);
        if (request.refused === 'token-1') login.expire();
        return token;
      },
    });
    login.expire();
    await version(client);
    expect(login.refused).toEqual(['token-1', 'token-2']);
  });

  it('is not repeated with a fixed token', async () => {
    const login = new Login();
    const { client } = await open(login, { source: 'token-1' });
    login.expire();
    await expect(version(client)).rejects.toThrow('Set the token in the connection string or with token().');
    expect(login.rejected).toHaveLength(1);
  });

  it('uses the fresh token for later calls, even if the function still returns the old one', async () => {
    const login = new Login();
    const { client } = await open(login, {
      source: ({ refused }) => (refused === undefined ? 'token-1' : login.token({ refused })),
    });
    login.expire();
    await version(client);
    await version(client);
    expect(login.rejected).toHaveLength(1);
  });

  it('fails with the error of the function, and asks it again for the next call', async () => {
    const login = new Login();
    let isDown = true;
    const source: TokenSource = (request) => {
      if (isDown && request.refused !== undefined) throw new Error('the login service is down');
      return login.token(request);
    };
    const { client } = await open(login, { source });
    login.expire();
    await expect(version(client)).rejects.toThrow('the login service is down');
    isDown = false;
    await version(client);
    expect(login.refused).toEqual(['token-1']);
  });

  it('is logged, without the token', async () => {
    const login = new Login();
    const messages: string[] = [];
    const { client } = await open(login, { logger: ({ message }) => messages.push(message) });
    login.expire();
    await version(client);
    expect(messages).toContain('The server rejected the token (UNAUTHENTICATED). Continuing with a fresh one.');
    expect(messages.join('\n')).not.toContain('token-');
  });
});

describe('a result whose token expires', () => {
  const expired = { code: status.UNAUTHENTICATED, details: 'the token has expired' };

  it('continues after the last response when the server ends the stream', async () => {
    const login = new Login();
    const before = (): void => login.expire();
    const { client, server } = await open(login, {
      steps: [
        { send: ['1'], end: expired, before },
        { send: ['2'], end: expired, before },
        { send: ['3'], end: 'complete' },
      ],
    });
    expect(await received(client)).toEqual(['1', '2', '3']);
    expect(server.calls.filter((call) => /^(Execute|Reattach)/.test(call))).toEqual([
      'Execute',
      'Reattach after 1',
      'Reattach after 2',
    ]);
    expect(login.refused).toEqual(['token-1', 'token-2']);
  });

  it('continues when the server rejects the reattachment', async () => {
    const login = new Login();
    const { client } = await open(login, {
      steps: [{ send: ['1'] }, { send: ['2'], end: 'complete' }],
    });
    const ids: string[] = [];
    for await (const { responseId } of client.execute(create(PlanSchema))) {
      ids.push(responseId);
      if (responseId === '1') login.expire();
    }
    expect(ids).toEqual(['1', '2']);
    expect(login.rejected).toContain('ReattachExecute');
  });

  it('continues when tokens expire before its first response', async () => {
    const login = new Login();
    const late: Step = { after: 1010, end: expired, before: () => login.expire() };
    const { client, server } = await open(login, {
      steps: [late, late, late, late, { send: ['1'], end: 'complete' }],
    });
    expect(await received(client)).toEqual(['1']);
    expect(server.calls.filter((call) => call === 'Execute')).toHaveLength(5);
  });

  it('survives any number of tokens', async () => {
    const login = new Login();
    const ids = Array.from({ length: 30 }, (_, index) => String(index));
    const { client } = await open(login, {
      steps: [...ids.map((id) => ({ send: [id], end: expired, before: () => login.expire() })), { end: 'complete' }],
    });
    expect(await received(client)).toEqual(ids);
  });

  it('fails on a server that cannot resume it', async () => {
    const login = new Login();
    const { client } = await open(login, {
      reattachable: false,
      steps: [{ send: ['1'], end: expired, before: () => login.expire() }],
    });
    await expect(received(client)).rejects.toThrow('The token expired during the call; run the action again');
  });
});

describe('the options of token()', () => {
  it('repeats a call after PERMISSION_DENIED only if refusals contains it', async () => {
    const login = new Login({ code: status.PERMISSION_DENIED });
    const { client } = await open(login, { token: { refusals: ['UNAUTHENTICATED', 'PERMISSION_DENIED'] } });
    login.expire();
    await version(client);
    const { client: other } = await open(login);
    login.expire();
    await expect(version(other)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    expect(login.refused).toEqual(['token-1']);
  });

  it('sends the token alone in another header', async () => {
    const login = new Login({ header: 'x-proxy-auth' });
    const { client, server } = await open(login, { token: { header: 'X-Proxy-Auth' } });
    login.expire();
    await client.interrupt('all');
    expect(server.headers.get('x-proxy-auth')).toEqual(['token-2']);
    expect(server.headers.get('authorization')).toEqual([]);
  });

  it.each([
    ['a header', { header: 'two words' }, 'cannot send a header named "two words"'],
    ['a binary header', { header: 'token-bin' }, 'cannot send a header named "token-bin"'],
    ['a status', { refusals: ['INTERNAL' as 'UNAUTHENTICATED'] }, 'not "INTERNAL"'],
  ])('rejects %s that cannot be used', (_name, options, message) => {
    expect(() => new CallToken('x', options)).toThrow(IllegalArgumentException);
    expect(() => new CallToken('x', options)).toThrow(message);
  });

  it.each([
    ['a line break', 'secret-1\n'],
    ['no text', ''],
    ['no string', undefined as unknown as string],
  ])('rejects a token with %s without printing it', async (_name, value) => {
    const error: unknown = await new CallToken(() => value).current().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(IllegalArgumentException);
    expect(String(error)).not.toContain('secret-1');
  });
});

it('redacts the tokens of a function in messages of the server', async () => {
  const login = new Login();
  const { client, server } = await open(login);
  server.answers.push({ code: status.INTERNAL, details: 'Cannot forward token-1 to the metastore.' });
  await expect(version(client)).rejects.toThrow('Cannot forward *** redacted *** to the metastore.');
});
