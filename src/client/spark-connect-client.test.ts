import { create } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { Metadata, status } from '@grpc/grpc-js';
import { describe, expect, it, vi } from 'vitest';
import { RetryInfoSchema } from '../../gen/google/rpc/error_details_pb.ts';
import { PlanSchema, type Plan } from '../../gen/spark/connect/base_pb.ts';
import { RelationSchema, type Relation } from '../../gen/spark/connect/relations_pb.ts';
import { ConnectionError, SessionLostError } from '../errors/connection-error.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import type { Failure, Step } from '../../test/support/scripted-server.ts';
import { hurried, openScripted } from '../../test/support/scripted-session.ts';
import { sparkTrailer, statusTrailer, trailerOf } from '../../test/support/status-trailer.ts';
import type { LogEvent } from './client-logger.ts';
import type { ActionOptions } from './action-options.ts';
import type { SparkConnectClient } from './spark-connect-client.ts';

const plan = create(PlanSchema);
const unavailable: Failure = { code: status.UNAVAILABLE, details: 'the line went dead' };
const internal = (details: string, metadata?: Metadata): Failure => ({
  code: status.INTERNAL,
  details,
  ...(metadata && { metadata }),
});
const version = (client: SparkConnectClient, options?: ActionOptions): Promise<unknown> =>
  client.analyze({ case: 'sparkVersion', value: {} }, options);
const failure = (action: Promise<unknown>): Promise<Error> =>
  action.then(
    () => expect.unreachable('the action should have failed'),
    (error: unknown) => error as Error,
  );

async function run(client: SparkConnectClient, options?: ActionOptions, what: Plan = plan): Promise<string[]> {
  const ids: string[] = [];
  for await (const { responseId } of client.execute(what, options)) ids.push(responseId);
  return ids;
}

describe('an unavailable server', () => {
  const patient = { ...hurried, maxRetries: 15 };

  it.each(Array.from({ length: 15 }, (_, index) => index + 1))('that fails %i times is tried again', async (times) => {
    const { client, server } = await openScripted(
      [...Array<Step>(times).fill({ end: unavailable }), { send: ['1'], end: 'complete' }],
      {
        retryPolicy: patient,
      },
    );
    expect(await run(client)).toEqual(['1']);
    server.answers.push(...Array<Failure>(times).fill(unavailable));
    await expect(version(client)).resolves.toBeDefined();
  });

  it('that fails 16 times causes an error', async () => {
    const { client, server } = await openScripted(Array<Step>(16).fill({ end: unavailable }), { retryPolicy: patient });
    const text = `Cannot reach Spark Connect at 127.0.0.1:${server.port} after 16 attempts: the line went dead.`;
    expect(await failure(run(client))).toMatchObject({ name: 'ConnectionError', message: text, code: 'UNAVAILABLE' });
    server.answers.push(...Array<Failure>(16).fill(unavailable));
    expect(await failure(version(client))).toMatchObject({ name: 'ConnectionError', message: text });
  });

  it('that requests a retry delay is retried after that delay, up to the maximum of the policy', async () => {
    const busy = (milliseconds: number): Failure => {
      const retryDelay = { seconds: 0n, nanos: milliseconds * 1_000_000 };
      const info = create(RetryInfoSchema, { retryDelay });
      const metadata = statusTrailer(anyPack(RetryInfoSchema, info));
      return { code: status.RESOURCE_EXHAUSTED, details: 'busy', metadata };
    };
    const { client, server } = await openScripted();
    server.answers.push(busy(250));
    const begin = Date.now();
    await version(client);
    expect(Date.now() - begin).toBeGreaterThanOrEqual(250);

    const brief = await openScripted([], { retryPolicy: { ...hurried, maxServerRetryDelay: 5 } });
    brief.server.answers.push(busy(900));
    const again = Date.now();
    await version(brief.client);
    expect(Date.now() - again).toBeLessThan(900);
  });

  it('is retried for other errors only if the policy says so', async () => {
    const aborted = { code: status.ABORTED, details: 'not now' };
    const { client, server } = await openScripted();
    server.answers.push(aborted);
    expect(await failure(version(client))).toMatchObject({ code: 'ABORTED', message: 'not now' });

    const canRetry = vi.fn(({ code }: { code: string }) => code === 'ABORTED');
    const tolerant = await openScripted([], { retryPolicy: { ...hurried, canRetry } });
    tolerant.server.answers.push(aborted, aborted);
    await expect(version(tolerant.client)).resolves.toBeDefined();
    expect(canRetry).toHaveBeenCalledWith({ code: 'ABORTED', message: 'not now' });
  });
});

describe('a lost session', () => {
  it.each<[string, Step]>([
    ['between two responses', { send: ['1'], end: unavailable, before: ({ settings }) => settings.clear() }],
    ['before the server received the plan', { end: unavailable, before: ({ settings }) => settings.clear() }],
    [
      'together with the operation',
      { end: internal('[INVALID_HANDLE.OPERATION_NOT_FOUND] gone'), before: ({ settings }) => settings.clear() },
    ],
    [
      'and reported by the server',
      {
        send: ['1'],
        end: internal('[INVALID_HANDLE.SESSION_NOT_FOUND] gone'),
        before: ({ settings }) => settings.clear(),
      },
    ],
  ])('%s is reported rather than replaced', async (_name, step) => {
    const { client, server } = await openScripted([step, { send: ['2'], end: 'complete' }]);
    const error = await failure(run(client));
    expect(error).toBeInstanceOf(SessionLostError);
    expect(error.message).toContain(`The Spark Connect server at 127.0.0.1:${server.port} has lost this session`);
    expect(error.message).toContain('Create a new session to continue.');
    expect(server.calls.filter((call) => call === 'Execute')).toHaveLength(1);
    expect(await failure(version(client))).toBeInstanceOf(SessionLostError);
  });

  it('is detected by the heartbeat, which fails running actions', async () => {
    const events: LogEvent[] = [];
    const { client, server } = await openScripted([{ send: ['1'], end: 'hang' }], {
      heartbeatInterval: 20,
      logger: (event) => events.push(event),
    });
    const running = failure(run(client));
    await vi.waitFor(() =>
      expect(server.calls.filter((call) => call === 'Config getOption').length).toBeGreaterThan(2),
    );
    server.settings.clear();
    expect(await running).toBeInstanceOf(SessionLostError);
    expect(events).toContainEqual(
      expect.objectContaining({ level: 'warn', message: expect.stringContaining('has lost this session') as string }),
    );
    const beats = (): number => server.calls.filter((call) => call === 'Config getOption').length;
    const before = beats();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(beats() - before).toBeLessThanOrEqual(1);
  });

  it('is detected from the error of a 4.x server', async () => {
    const { client, server } = await openScripted();
    server.answers.push(internal('[INVALID_HANDLE.SESSION_CLOSED] The handle is invalid. Session was closed.'));
    expect(await failure(version(client))).toMatchObject({
      name: 'SessionLostError',
      message: expect.stringContaining('INVALID_HANDLE.SESSION_CLOSED') as string,
    });
  });

  it('is reported with the stack of each caller', async () => {
    const { client, server } = await openScripted();
    server.answers.push(internal('[INVALID_HANDLE.SESSION_CLOSED] gone'));
    async function first(): Promise<void> {
      await version(client);
    }
    async function second(): Promise<void> {
      await version(client);
    }
    expect((await failure(first())).stack).toMatch(/at (async )?first /);
    expect((await failure(second())).stack).toMatch(/at (async )?second /);
  });
});

describe('a session with a given id', () => {
  const parameters = 'session_id=6f2d1c1e-8a55-4f0e-9d0c-0b8f0e7a1b2c';

  it('is resumed if it exists on the server, and created otherwise', async () => {
    const { client, server } = await openScripted([], { parameters });
    const again = async (): Promise<boolean> => {
      const other = client.sibling(client.sessionId);
      const resumed = await other.open({ a: '1' });
      await other.close({ keepSession: true });
      return resumed;
    };
    expect(await again()).toBe(true);
    expect(server.settings.get('a')).toBe('1');
    await expect(version(client)).resolves.toBeDefined();
    server.settings.clear();
    expect(await again()).toBe(false);
  });
});

describe('a stream of responses', () => {
  it('that repeatedly ends without a result causes an error', async () => {
    const { client } = await openScripted(Array<Step>(10).fill({}));
    const error = await failure(run(client));
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error.message).toContain('repeatedly ends the stream of responses without a result');
  });

  it('that is silent for longer than the server allows is reattached over a new connection', async () => {
    const { client, server } = await openScripted(
      [
        { send: ['1'], end: 'hang' },
        { send: ['2'], end: 'complete' },
      ],
      {
        streamWatchdog: 100,
      },
    );
    expect(await run(client)).toEqual(['1', '2']);
    expect(server.calls).toEqual(expect.arrayContaining(['Execute', 'Config getOption', 'Reattach after 1']));
  });

  it('may stay silent for as long as the server allows', async () => {
    const steps = [...Array<Step>(6).fill({ end: 'hang' }), { send: ['1'], end: 'complete' } as const];
    const { client, server } = await openScripted(steps, { streamWatchdog: 50 });
    server.settings.set('spark.connect.execute.reattachable.senderMaxStreamDuration', '10m');
    expect(await run(client)).toEqual(['1']);
    server.settings.set('spark.connect.execute.reattachable.senderMaxStreamDuration', '2ms');
    expect(await failure(run(client))).toBeInstanceOf(ConnectionError);
  });

  it('is not reattached if reattaching is disabled, and fails if the connection breaks', async () => {
    const { client, server } = await openScripted([{ send: ['1', '2'] }, { send: ['1'], end: unavailable }], {
      reattachable: false,
    });
    expect(await run(client)).toEqual(['1', '2']);
    expect(server.executed[0]?.requestOptions).toEqual([]);
    expect(await failure(run(client))).toBeInstanceOf(ConnectionError);
    expect(server.calls).not.toContain('Reattach after 1');
    await vi.waitFor(() => expect(server.calls).toContain(`Interrupt ${server.executed[1]?.operationId}`));
  });

  it.each([
    ['has forgotten', 'INVALID_HANDLE.OPERATION_NOT_FOUND'],
    ['is about to forget', 'INVALID_CURSOR.NOT_REATTACHABLE'],
  ])('that a server without reattaching %s is complete if it ended, but not if it broke', async (_name, errorClass) => {
    const unknown = { end: internal(`[${errorClass}] No.`) };
    const steps = [{ send: ['1', '2'] }, unknown, { send: ['1', '2'], end: unavailable }, unknown];
    const { client, server } = await openScripted(steps);
    server.settings.set('spark.connect.execute.reattachable.enabled', 'false');
    expect(await run(client)).toEqual(['1', '2']);
    expect(await failure(run(client))).toBeInstanceOf(ConnectionError);
    expect(server.executed.map(({ requestOptions }) => requestOptions.length)).toEqual([1, 0]);

    const trusting = await openScripted([{ send: ['1'], end: unavailable }, unknown]);
    trusting.server.settings.set('spark.connect.execute.reattachable.enabled', 'false');
    expect(await failure(run(trusting.client))).toMatchObject({ errorClass });
  });

  it('is read on demand, which slows the server down', async () => {
    const { client, server } = await openScripted([{ flood: 100, end: 'complete' }]);
    const responses = client.execute(plan);
    for (let read = 1; read <= 3; read++) {
      await responses.next();
      await new Promise((resolve) => setTimeout(resolve, 300));
      // One is read ahead, and sixteen fit into the HTTP/2 window.
      expect(server.flooded).toBeLessThanOrEqual(read + 20);
    }
    await responses.return();
    await vi.waitFor(() => expect(server.calls).toEqual(expect.arrayContaining(['Cancelled', 'Release all'])));
    expect(server.flooded).toBeLessThan(30);
  });

  it('with an unreadable message causes an error', async () => {
    const { client, server } = await openScripted();
    server.answers.push(internal('Response message parsing error: garbage'));
    expect(await failure(version(client))).toBeInstanceOf(SparkConnectError);
  });
});

describe('a plan', () => {
  const range = (end: bigint): Relation =>
    create(RelationSchema, { relType: { case: 'range', value: { start: 0n, end, step: 1n } } });
  const planOf = (value: Relation): Plan => create(PlanSchema, { opType: { case: 'root', value } });
  const steps = (count: number): Plan => {
    let input = range(1n);
    for (let step = 0; step < count; step++) {
      input = create(RelationSchema, { relType: { case: 'limit', value: { input, limit: 1 } } });
    }
    return planOf(input);
  };

  // One message for the plan, and two for each step and for the range.
  it('that is too deep for the server is rejected before it is sent', async () => {
    const { client, server } = await openScripted([{ end: 'complete' }]);
    const error = await failure(run(client, {}, steps(511)));
    expect(error).toBeInstanceOf(IllegalArgumentException);
    expect(error.message).toContain('The plan is 1025 messages deep, but the server accepts at most 1024.');
    const schema = client.analyze({ case: 'schema', value: { plan: steps(511) } });
    expect((await failure(schema)).message).toContain('is 1026 messages deep');
    expect(server.executed).toEqual([]);
    expect(server.calls).not.toContain('Analyze');
  });

  it('may be as deep as the setting of the server allows', async () => {
    const { client, server } = await openScripted([{ end: 'complete' }]);
    server.settings.set('spark.connect.grpc.marshallerRecursionLimit', '1100');
    await run(client, {}, steps(511));
    expect((await failure(run(client, {}, steps(600)))).message).toContain('accepts at most 1100.');
    expect(server.executed).toHaveLength(1);
  });

  it('with a value that does not fit its field is rejected with the name of the field', async () => {
    const { client } = await openScripted();
    const error = await failure(run(client, {}, planOf(range(2n ** 63n))));
    expect(error).toBeInstanceOf(IllegalArgumentException);
    expect(error.message).toContain('Range.end takes 64-bit integers, not 9223372036854775808.');
  });
});

describe('error trailers', () => {
  const info = (metadata: Record<string, string>): Metadata => sparkTrailer('java.lang.ArithmeticException', metadata);
  const message = '[DIVIDE_BY_ZERO] Division by zero.';

  it.each<[string, Metadata | undefined]>([
    ['missing', undefined],
    [
      'garbage',
      Metadata.fromHttp2Headers({ 'grpc-status-details-bin': Buffer.from([255, 255, 255]).toString('base64') }),
    ],
    ['of an unknown type', statusTrailer()],
    ['larger than a proxy lets through', info({ stackTrace: 'at org.example\n'.repeat(500) })],
  ])('that are %s still result in an error with its class', async (_name, metadata) => {
    const { client } = await openScripted([{ end: internal(message, metadata) }]);
    expect(await failure(run(client))).toMatchObject({ errorClass: 'DIVIDE_BY_ZERO', sqlState: '22012', message });
  });

  it.each([
    ['starts with whitespace', `\n${message}`],
    ['ends with whitespace', `${message} \t`],
    ['is not ASCII', `[DIVIDE_BY_ZERO] Grüße, 100 % 日本 𝄞\u0000.`],
  ])('provide the message even if it %s and the header lost it', async (_name, whole) => {
    const failed = internal('', trailerOf({ code: status.INTERNAL, message: whole }));
    const { client, server } = await openScripted([{ end: failed }]);
    server.answers.push(failed);
    const expected = { errorClass: 'DIVIDE_BY_ZERO', sqlState: '22012', message: whole.trim() };
    expect(await failure(run(client))).toMatchObject(expected);
    expect(await failure(version(client))).toMatchObject(expected);
  });

  it('that are too large for Node to receive cause an error that says so', async () => {
    const tooLarge = internal(message, info({ stackTrace: 'x'.repeat(200_000) }));
    const { client, server } = await openScripted(Array<Step>(4).fill({ end: tooLarge }), { streamWatchdog: 50 });
    const error = await failure(run(client));
    expect(error).toBeInstanceOf(SparkConnectError);
    expect(error.message).toContain('trailers exceed 64 KiB');
    // Node 22 and later report this immediately; earlier versions leave the stream silent.
    const tries = Number(process.versions.node.split('.')[0]) >= 22 ? 1 : 4;
    expect(server.calls.filter((call) => /^(Execute|Reattach)/.test(call))).toHaveLength(tries);
  });
});

describe('an action', () => {
  it('rejects after its timeout', async () => {
    const { client, server } = await openScripted([{ send: ['1'], end: 'hang' }]);
    const error = await failure(run(client, { timeout: 100 }));
    expect(error).toMatchObject({
      name: 'TimeoutError',
      message: 'The action took longer than its timeout of 100 ms.',
    });
    await vi.waitFor(() => expect(server.calls).toEqual(expect.arrayContaining(['Cancelled', 'Release all'])));
    server.answers.push('hang');
    expect(await failure(version(client, { timeout: 100 }))).toMatchObject({ name: 'TimeoutError' });
  });

  it('has the tags of its session and its own tags only', async () => {
    const { client, server } = await openScripted(Array<Step>(3).fill({ end: 'complete' }));
    client.tags.add('nightly');
    const first = client.execute(plan, { tags: ['a', 'nightly'] });
    client.tags.delete('nightly');
    const second = client.execute(plan, { tags: ['b'] });
    await Promise.all([first.next(), second.next(), run(client)]);
    expect(server.executed.map(({ tags }) => tags)).toEqual([['nightly', 'a'], ['b'], []]);
    expect(() => client.execute(plan, { tags: ['a,b'] })).toThrow(IllegalArgumentException);
    expect(() => client.execute(plan, { tags: [''] })).toThrow('A tag must be a non-empty string without commas');
  });

  it('uses the given operation id', async () => {
    const operationId = '6f2d1c1e-8a55-4f0e-9d0c-0b8f0e7a1b2c';
    const { client, server } = await openScripted([{ end: 'complete' }]);
    await run(client, { operationId });
    expect([...server.operationIds]).toEqual([operationId]);
    expect(() => client.execute(plan, { operationId: 'mine' })).toThrow('operationId must be a UUID, not "mine".');
  });

  it('rejects an invalid timeout, and accepts one longer than the maximum of a timer', async () => {
    const { client, server } = await openScripted([{ end: 'complete' }]);
    for (const timeout of [-1, NaN]) {
      expect(await failure(run(client, { timeout }))).toBeInstanceOf(IllegalArgumentException);
      expect(await failure(version(client, { timeout }))).toBeInstanceOf(IllegalArgumentException);
    }
    expect(await run(client, { timeout: 365 * 86_400_000 })).toEqual([]);
    expect(server.calls).toContain('Execute');
  });

  it('can be aborted without affecting others', async () => {
    const { client, server } = await openScripted([
      { send: ['1'], end: 'hang' },
      { send: ['1', '2'], end: 'complete' },
    ]);
    const controller = new AbortController();
    const doomed = failure(run(client, { signal: controller.signal }));
    await vi.waitFor(() => expect(server.calls).toContain('Execute'));
    const other = run(client);
    controller.abort(new Error('enough'));
    expect((await doomed).message).toBe('enough');
    expect(await other).toEqual(['1', '2']);
  });

  it('can be interrupted individually, by tag or with all others', async () => {
    const { client, server } = await openScripted();
    expect(await client.interrupt('all')).toEqual(['1']);
    await client.interrupt({ tag: 'nightly' });
    await client.interrupt({ operationId: 'x' });
    expect(server.calls.filter((call) => call.startsWith('Interrupt'))).toEqual([
      'Interrupt all',
      'Interrupt nightly',
      'Interrupt x',
    ]);
    await expect(client.interrupt({ tag: 'a,b' })).rejects.toThrow(IllegalArgumentException);
  });
});

describe('a server that stops responding', () => {
  it('does not delay the timeout of an action or closing the client', async () => {
    const { client, server } = await openScripted();
    server.silence();
    const begin = Date.now();
    expect(await failure(run(client, { timeout: 100 }))).toMatchObject({ name: 'TimeoutError' });
    expect(await failure(version(client, { timeout: 100 }))).toMatchObject({ name: 'TimeoutError' });
    expect(Date.now() - begin).toBeLessThan(2000);
    server.stop();
    await client.close();
  });

  it('is reported after the connect timeout when a sibling session is opened', async () => {
    const { client, server } = await openScripted([], { connectTimeout: 500 });
    server.silence();
    const begin = Date.now();
    const error = await failure(client.sibling().open({}));
    expect(Date.now() - begin).toBeLessThan(4000);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error.message).toMatch(
      new RegExp(`^Cannot reach Spark Connect at 127.0.0.1:${server.port}: no answer within \\d+ ms.$`),
    );
  });
});

describe('closing the client', () => {
  it.each([
    ['3.5', false],
    ['4.x', true],
  ])('a session on %s ends running actions, and works twice', async (_version, releaseSession) => {
    const { client, server } = await openScripted([{ send: ['1'], end: 'hang' }], {}, { releaseSession });
    const running = failure(run(client));
    await vi.waitFor(() => expect(server.calls).toContain('Execute'));
    await Promise.all([client.close(), client.close()]);
    await client.close();
    expect((await running).message).toBe('This Spark session is stopped. Create a new one to continue.');
    expect(server.calls.filter((call) => call === 'Release all')).toHaveLength(1);
    expect(server.calls.at(-1)).toBe('ReleaseSession');
    expect((await failure(version(client))).message).toContain('This Spark session is stopped');
  });

  it('can keep the session on the server', async () => {
    const { client, server } = await openScripted([], {}, { releaseSession: true });
    await client.close({ keepSession: true });
    expect(server.calls).not.toContain('ReleaseSession');
  });

  it('does not wait for a server that is gone', async () => {
    const { client, server } = await openScripted();
    server.stop();
    const begin = Date.now();
    await client.close();
    expect(Date.now() - begin).toBeLessThan(2000);
  });
});

it('clone() fails with the required Spark version before 4.1', async () => {
  const { client } = await openScripted();
  await expect(client.clone()).rejects.toThrow('cloneSession() requires a server with Spark 4.1 or later');
});

describe('the log', () => {
  it('contains calls, retries and each warning once, but no secrets', async () => {
    const events: LogEvent[] = [];
    const { client, server } = await openScripted(
      [{ end: { ...unavailable, details: 'no luck with password=hunter2' } }, { end: 'complete' }],
      { logger: (event) => events.push(event), parameters: 'authorization=Bearer%20s3cr3t' },
      { configWarnings: ['The setting is deprecated.'] },
    );
    await run(client);
    await client.config('getAll', {});
    server.answers.push(internal('no'));
    await failure(version(client));
    await vi.waitFor(() => expect(server.calls).toContain('Release all'));
    const [operationId] = server.operationIds;
    const debug = (): string[] => events.filter(({ level }) => level === 'debug').map(({ message }) => message);
    await vi.waitFor(() =>
      expect(debug().sort()).toEqual([
        'AnalyzePlan failed (INTERNAL).',
        'Config finished.',
        'Config finished.',
        'Config finished.',
        'ExecutePlan failed (UNAVAILABLE).',
        'ReattachExecute finished.',
        'Reattaching to the operation.',
        'ReleaseExecute finished.',
      ]),
    );
    expect(events.every(({ sessionId }) => sessionId === client.sessionId)).toBe(true);
    expect(events).toContainEqual(expect.objectContaining({ level: 'info', method: 'ExecutePlan', operationId }));
    expect(events).toContainEqual(
      expect.objectContaining({
        level: 'debug',
        message: 'ReattachExecute finished.',
        operationId,
        milliseconds: expect.any(Number) as number,
      }),
    );
    expect(events.filter(({ message }) => message === 'The setting is deprecated.')).toEqual([
      expect.objectContaining({ level: 'warn' }),
    ]);
    expect(JSON.stringify(events)).not.toMatch(/hunter2|s3cr3t/);
  });

  it('does not affect calls when the logger throws', async () => {
    const logger = (): never => {
      throw new Error('the disk is full');
    };
    const { client } = await openScripted([{ send: ['1'], end: 'complete' }], { logger });
    expect(await run(client)).toEqual(['1']);
  });
});
