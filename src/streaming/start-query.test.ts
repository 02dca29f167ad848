import { status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import type { ExecutePlanRequest } from '../../gen/spark/connect/base_pb.ts';
import { ConnectionError } from '../errors/connection-error.ts';
import { SessionContext } from '../execution/session-context.ts';
import type { CommandBody } from '../plan/command.ts';
import type { Failure, Step } from '../../test/support/scripted-server.ts';
import { openScripted } from '../../test/support/scripted-session.ts';
import { sparkTrailer } from '../../test/support/status-trailer.ts';
import { startQuery, type QueryStart } from './start-query.ts';

const queryId = { id: '11111111-1111-4111-8111-111111111111', runId: '22222222-2222-4222-8222-222222222222' };
const command: CommandBody = { case: 'writeStreamOperationStart', value: { queryName: 'windows' } };
const query: Omit<QueryStart, 'session'> = { command, queryName: 'windows', knownRuns: new Set(), options: {} };

const internal = (details: string): Failure => ({ code: status.INTERNAL, details });
const disconnected: Step = { end: { code: status.UNAVAILABLE, details: 'connection reset' } };
const nameTaken: Step = {
  end: {
    ...internal('Cannot start query with name windows as a query with that name is already active'),
    metadata: sparkTrailer('java.lang.IllegalArgumentException'),
  },
};
const concurrentStart: Step = {
  end: {
    ...internal('Multiple streaming queries are concurrently using metadata.'),
    metadata: sparkTrailer('org.apache.spark.SparkConcurrentModificationException'),
  },
};
const abandoned: Step = {
  end: {
    ...internal('[INVALID_HANDLE.OPERATION_ABANDONED] The handle is invalid.'),
    metadata: sparkTrailer('org.apache.spark.SparkSQLException'),
  },
};
const started: Step = {
  responses: [{ responseType: { case: 'writeStreamOperationStartResult', value: { queryId, name: 'windows' } } }],
  end: 'complete',
};
const active = (...names: string[]): Step => ({
  responses: [
    {
      responseType: {
        case: 'streamingQueryManagerCommandResult',
        value: {
          resultType: { case: 'active', value: { activeQueries: names.map((name) => ({ id: queryId, name })) } },
        },
      },
    },
  ],
  end: 'complete',
});

/** The kind of command in each ExecutePlan request. */
const commandsIn = (executed: readonly ExecutePlanRequest[]): unknown[] =>
  executed.map(({ plan: sent }) => (sent?.opType.case === 'command' ? sent.opType.value.commandType.case : undefined));
const startCommand = 'writeStreamOperationStart';
const searchCommand = 'streamingQueryManagerCommand';
const openSession = async (...args: Parameters<typeof openScripted>) => {
  const { client, server } = await openScripted(...args);
  return { session: new SessionContext(client), server };
};
/** Without reattaching, the first broken connection loses the response. */
const notReattachable = { reattachable: false };

describe('startQuery()', () => {
  it('reattaches to the response each time the connection breaks', async () => {
    const { session, server } = await openSession([disconnected, disconnected, started]);
    expect((await startQuery({ ...query, session })).identity).toEqual({ ...queryId, name: 'windows' });
    expect(commandsIn(server.executed)).toEqual([startCommand]);
  });

  it('finds a running query by its name after the response is lost, and does not start it again', async () => {
    const { session, server } = await openSession([disconnected, active('others', 'windows')], notReattachable);
    expect((await startQuery({ ...query, session })).identity).toEqual({ ...queryId, name: 'windows' });
    expect(commandsIn(server.executed)).toEqual([startCommand, searchCommand]);
  });

  it('finds the query after the server has abandoned the operation', async () => {
    const { session, server } = await openSession([disconnected, abandoned, active('windows')]);
    await startQuery({ ...query, session });
    expect(commandsIn(server.executed)).toEqual([startCommand, searchCommand]);
  });

  it('starts the query again if it is not running after the response is lost', async () => {
    const { session, server } = await openSession([disconnected, active('others'), started], notReattachable);
    expect((await startQuery({ ...query, session })).identity.name).toBe('windows');
    expect(commandsIn(server.executed)).toEqual([startCommand, searchCommand, startCommand]);
  });

  it('returns the query of a slow first start when the second start is rejected', async () => {
    const steps = [disconnected, active(), nameTaken, active('windows')];
    const { session, server } = await openSession(steps, notReattachable);
    expect((await startQuery({ ...query, session })).identity).toEqual({ ...queryId, name: 'windows' });
    expect(commandsIn(server.executed)).toEqual([startCommand, searchCommand, startCommand, searchCommand]);
  });

  it('waits for a first start that is still in progress when the second start conflicts with it', async () => {
    const steps = [disconnected, active(), concurrentStart, active(), active(), active('windows')];
    const { session, server } = await openSession(steps, notReattachable);
    expect((await startQuery({ ...query, session })).identity).toEqual({ ...queryId, name: 'windows' });
    const searches = [searchCommand, searchCommand, searchCommand];
    expect(commandsIn(server.executed)).toEqual([startCommand, searchCommand, startCommand, ...searches]);
  });

  it('does not mistake an earlier query of the same name for the new one', async () => {
    const steps = [disconnected, active('windows'), nameTaken, active('windows')];
    const { session } = await openSession(steps, notReattachable);
    const knownRuns = new Set([queryId.runId]);
    await expect(startQuery({ ...query, session, knownRuns })).rejects.toThrow('already active');
  });

  it('does not start a query without a name again', async () => {
    const { session, server } = await openSession([disconnected], notReattachable);
    const error = await startQuery({ ...query, session, queryName: undefined }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConnectionError);
    expect((error as Error).message).toContain('Set a queryName, and the client checks this automatically.');
    expect(commandsIn(server.executed)).toEqual([startCommand]);
  });

  it('rejects immediately when Spark rejects the plan', async () => {
    const { session, server } = await openSession([{ end: internal('[STREAMING_TABLE] No.') }]);
    await expect(startQuery({ ...query, session, command: { case: undefined } })).rejects.toThrow(
      '[STREAMING_TABLE] No.',
    );
    expect(server.executed).toHaveLength(1);
  });
});
