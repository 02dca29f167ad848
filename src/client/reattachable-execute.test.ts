import { create } from '@bufbuild/protobuf';
import { status } from '@grpc/grpc-js';
import { describe, expect, it, vi } from 'vitest';
import { PlanSchema } from '../../gen/spark/connect/base_pb.ts';
import { ConnectionError } from '../errors/connection-error.ts';
import type { ScriptedServer, Step } from '../../test/support/scripted-server.ts';
import { hurried, openScripted, type ScriptedSession } from '../../test/support/scripted-session.ts';
import type { RetryPolicy } from './retry-policy.ts';
import type { SparkConnectClient } from './spark-connect-client.ts';

const unavailable = { code: status.UNAVAILABLE, details: 'the line went dead' };
const unknownOperation = { code: status.INTERNAL, details: '[INVALID_HANDLE.OPERATION_NOT_FOUND] The handle is gone.' };
const connect = (steps: readonly Step[], retryPolicy = hurried): Promise<ScriptedSession> =>
  openScripted(steps, { retryPolicy, parameters: 'x-team=blue' });

async function received(client: SparkConnectClient, signal?: AbortSignal): Promise<string[]> {
  const ids: string[] = [];
  for await (const { responseId } of client.execute(create(PlanSchema), { signal })) ids.push(responseId);
  return ids;
}

/** Returns the calls except releases, which run in parallel to the streams. */
function streams({ calls }: ScriptedServer): string[] {
  return calls.filter((call) => /^(Execute|Reattach)/.test(call));
}

describe('an interrupted stream', () => {
  it.each<[string, readonly Step[], readonly string[]]>([
    ['never', [{ send: ['1', '2'], end: 'complete' }], ['Execute']],
    ['by the server with OK', [{ send: ['1'] }, { send: ['2'], end: 'complete' }], ['Execute', 'Reattach after 1']],
    [
      'with OK before the first response',
      [{}, { send: ['1', '2'], end: 'complete' }],
      ['Execute', 'Reattach from the start'],
    ],
    [
      'before the first response',
      [{ end: unavailable }, { send: ['1', '2'], end: 'complete' }],
      ['Execute', 'Reattach from the start'],
    ],
    [
      'in the middle, twice',
      [{ send: ['1'], end: unavailable }, { end: unavailable }, { send: ['2'], end: 'complete' }],
      ['Execute', 'Reattach after 1', 'Reattach after 1'],
    ],
    [
      'after the last response, before the end of the result',
      // A moment later, because an error that is sent together with a message overtakes it in Deno.
      [{ send: ['1', '2'], after: 50, end: unavailable }, { end: 'complete' }],
      ['Execute', 'Reattach after 2'],
    ],
    [
      'by another stream of the same operation',
      [
        { send: ['1'], end: { code: status.INTERNAL, details: '[INVALID_CURSOR.DISCONNECTED] The cursor is gone.' } },
        { send: ['2'], end: 'complete' },
      ],
      ['Execute', 'Reattach after 1'],
    ],
    [
      'before the server received the operation',
      [{ end: unavailable }, { end: unknownOperation }, { send: ['1', '2'], end: 'complete' }],
      ['Execute', 'Reattach from the start', 'Execute'],
    ],
    [
      'after a call that arrived and was repeated',
      [
        { end: { code: status.INTERNAL, details: '[INVALID_HANDLE.OPERATION_ALREADY_EXISTS] It runs.' } },
        { send: ['1', '2'], end: 'complete' },
      ],
      ['Execute', 'Reattach from the start'],
    ],
  ])('interrupted %s delivers each response exactly once', async (_name, steps, calls) => {
    const { server, client } = await connect(steps);
    expect(await received(client)).toEqual(['1', '2']);
    expect(streams(server)).toEqual(calls);
    expect(server.operationIds.size).toBe(1);
  });

  it('is not restarted after a response has been received', async () => {
    const { server, client } = await connect([{ send: ['1'], end: unavailable }, { end: unknownOperation }]);
    await expect(received(client)).rejects.toMatchObject({ errorClass: 'INVALID_HANDLE.OPERATION_NOT_FOUND' });
    expect(streams(server)).toEqual(['Execute', 'Reattach after 1']);
  });

  it('is not retried for an error of the plan', async () => {
    const { server, client } = await connect([
      { end: { code: status.INTERNAL, details: '[DIVIDE_BY_ZERO] Division.' } },
    ]);
    await expect(received(client)).rejects.toMatchObject({ errorClass: 'DIVIDE_BY_ZERO', code: 'INTERNAL' });
    expect(streams(server)).toEqual(['Execute']);
  });

  it('fails with the address and the number of attempts when the retry policy is exhausted', async () => {
    const { server, client } = await connect(Array<Step>(5).fill({ end: unavailable }));
    const error = await received(client).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({
      message: `Cannot reach Spark Connect at 127.0.0.1:${server.port} after 4 attempts: the line went dead.`,
      code: 'UNAVAILABLE',
    });
    expect(streams(server)).toHaveLength(4);
  });

  it('may be interrupted any number of times while it makes progress', async () => {
    const steps = Array.from({ length: 10 }, (_, index) => ({ send: [String(index)], end: unavailable }));
    const { client } = await connect([...steps, { end: 'complete' }]);
    expect(await received(client)).toHaveLength(10);
  });
});

describe('releasing an operation', () => {
  it('releases consumed responses in groups, and everything at the end', async () => {
    const ids = Array.from({ length: 35 }, (_, index) => String(index + 1));
    const { server, client } = await connect([{ send: ids.slice(0, 20) }, { send: ids.slice(20), end: 'complete' }]);
    for await (const { responseId } of client.execute(create(PlanSchema))) {
      if (responseId === '17') await vi.waitFor(() => expect(server.calls).toContain('Release until 16'));
    }
    await client.close();
    const releases = server.calls.filter((call) => /^Release (until|all)/.test(call));
    expect(releases).toEqual(['Release until 16', 'Release until 32', 'Release all']);
  });

  it('does not release a response that is still being processed', async () => {
    const ids = Array.from({ length: 17 }, (_, index) => String(index + 1));
    const { server, client } = await connect([{ send: ids, end: 'complete' }]);
    for await (const { responseId } of client.execute(create(PlanSchema))) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(server.calls).not.toContain(`Release until ${responseId}`);
    }
  });

  it('releases the operation and cancels the call when the loop is left early', async () => {
    const { server, client } = await connect([{ send: ['1', '2'], end: 'hang' }]);
    for await (const { responseId } of client.execute(create(PlanSchema))) {
      expect(responseId).toBe('1');
      break;
    }
    await vi.waitFor(() => expect(server.calls).toEqual(expect.arrayContaining(['Cancelled', 'Release all'])));
  });
});

describe('aborting an action', () => {
  const reason = new Error('the user lost patience');

  it.each<[string, readonly Step[], RetryPolicy]>([
    ['while the server is silent', [{ end: 'hang' }], hurried],
    ['between responses', [{ send: ['1'], end: 'hang' }], hurried],
    ['while waiting for a retry', [{ end: unavailable }], { ...hurried, initialBackoff: 60_000, maxBackoff: 60_000 }],
  ])("%s rejects with the caller's reason", async (_name, steps, policy) => {
    const { server, client } = await connect(steps, policy);
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 100);
    await expect(received(client, controller.signal)).rejects.toBe(reason);
    await vi.waitFor(() => expect(server.calls).toContain('Release all'));
  });

  it('before it starts sends no plan', async () => {
    const { server, client } = await connect([]);
    await expect(received(client, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(streams(server)).toEqual([]);
  });
});

it('sends unknown parameters of the connection string as headers', async () => {
  const { server, client } = await connect([{ end: 'complete' }]);
  await received(client);
  expect(server.headers.get('x-team')).toEqual(['blue']);
});

it('closes once, waits for pending releases and rejects further plans', async () => {
  const { server, client } = await connect([{ end: 'complete' }]);
  await received(client);
  await Promise.all([client.close(), client.close()]);
  expect(server.calls).toContain('Release all');
  await expect(received(client)).rejects.toThrow('This Spark session is stopped. Create a new one to continue.');
});
