import { describe, expect, it } from 'vitest';
import { SessionLostError, SparkConnectError } from '../../src/index.ts';
import { UserError } from '../../command-line/user-error.ts';
import { explainFailure, TopicWatch } from './topic-watch.ts';

/** Nothing listens here, so nothing is known about the topics. */
const unreachable = new TopicWatch({ servers: ['127.0.0.1:1'] }, { topic: { name: 't' }, resultsTopic: { name: 'r' } });
const explain = (error: Error): Promise<unknown> => explainFailure(error, unreachable, 't');

describe('explainFailure', () => {
  it('explains that unread records were deleted', async () => {
    const spark = new SparkConnectError(
      'Cannot fetch offset 7. Some data may have been lost because they are not available.',
    );
    expect(await explain(spark)).toBeInstanceOf(UserError);
    expect(((await explain(spark)) as Error).message).toMatch(/^Records that the query had not read yet were deleted/);
  });

  it('returns the error of a restarted Spark, whose queries are gone, and any other error unchanged', async () => {
    const lost = new SessionLostError(
      'The server has lost this session: its temporary views and streaming queries are gone.',
    );
    const other = new SparkConnectError('Something else.');
    expect(await explain(lost)).toBe(lost);
    expect(await explain(other)).toBe(other);
  });
});
