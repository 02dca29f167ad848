import { status } from '@grpc/grpc-js';
import { expect, it } from 'vitest';
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
const given: Omit<QueryStart, 'session'> = { command, queryName: 'windows', knownRuns: new Set(), options: {} };

const internal = (details: string): Failure => ({ code: status.INTERNAL, details });
const broken: Step = { end: { code: status.UNAVAILABLE, details: 'the line went dead' } };
const refused: Step = {
  end: {
    ...internal('Cannot start query with name windows as a query with that name is already active'),
    metadata: sparkTrailer('java.lang.IllegalArgumentException'),
  },
};
const met: Step = {
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

/** What each ExecutePlan was for. */
const asked = (executed: readonly ExecutePlanRequest[]): unknown[] =>
  executed.map(({ plan: sent }) => (sent?.opType.case === 'command' ? sent.opType.value.commandType.case : undefined));
const theStart = 'writeStreamOperationStart';
const theSearch = 'streamingQueryManagerCommand';
const openSession = async (...given: Parameters<typeof openScripted>) => {
  const { client, server } = await openScripted(...given);
  return { session: new SessionContext(client), server };
};
/** No reattaching, so that the first broken connection loses the answer. */
const forgetful = { reattachable: false };

it('an answer that can be had is waited for, however often the connection breaks', async () => {
  const { session, server } = await openSession([broken, broken, started]);
  expect((await startQuery({ ...given, session })).identity).toEqual({ ...queryId, name: 'windows' });
  expect(asked(server.executed)).toEqual([theStart]);
});

it('an answer that is lost has the query looked for by its name, and not started again when it runs', async () => {
  const { session, server } = await openSession([broken, active('others', 'windows')], forgetful);
  expect((await startQuery({ ...given, session })).identity).toEqual({ ...queryId, name: 'windows' });
  expect(asked(server.executed)).toEqual([theStart, theSearch]);
});

it('an operation that the server gave up is looked for as well', async () => {
  const { session, server } = await openSession([broken, abandoned, active('windows')]);
  await startQuery({ ...given, session });
  expect(asked(server.executed)).toEqual([theStart, theSearch]);
});

it('a query that does not run is started again', async () => {
  const { session, server } = await openSession([broken, active('others'), started], forgetful);
  expect((await startQuery({ ...given, session })).identity.name).toBe('windows');
  expect(asked(server.executed)).toEqual([theStart, theSearch, theStart]);
});

it('a start that was only slow refuses the second one, and is found', async () => {
  const { session, server } = await openSession([broken, active(), refused, active('windows')], forgetful);
  expect((await startQuery({ ...given, session })).identity).toEqual({ ...queryId, name: 'windows' });
  expect(asked(server.executed)).toEqual([theStart, theSearch, theStart, theSearch]);
});

it('a start that is under way when the second one meets it is waited for, and found', async () => {
  const steps = [broken, active(), met, active(), active(), active('windows')];
  const { session, server } = await openSession(steps, forgetful);
  expect((await startQuery({ ...given, session })).identity).toEqual({ ...queryId, name: 'windows' });
  expect(asked(server.executed)).toEqual([theStart, theSearch, theStart, theSearch, theSearch, theSearch]);
});

it('a query of the name that ran before is not taken for the new one', async () => {
  const steps = [broken, active('windows'), refused, active('windows')];
  const { session } = await openSession(steps, forgetful);
  const knownRuns = new Set([queryId.runId]);
  await expect(startQuery({ ...given, session, knownRuns })).rejects.toThrow('already active');
});

it('a query without a name is not started again', async () => {
  const { session, server } = await openSession([broken], forgetful);
  const error = await startQuery({ ...given, session, queryName: undefined }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ConnectionError);
  expect((error as Error).message).toContain('A query with a queryName is looked for by itself.');
  expect(asked(server.executed)).toEqual([theStart]);
});

it("Spark's own refusal of a plan is an error at once", async () => {
  const { session, server } = await openSession([{ end: internal('[STREAMING_TABLE] No.') }]);
  await expect(startQuery({ ...given, session, command: { case: undefined } })).rejects.toThrow(
    '[STREAMING_TABLE] No.',
  );
  expect(server.executed).toHaveLength(1);
});
