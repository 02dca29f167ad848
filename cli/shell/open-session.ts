import { SparkSession } from '../../src/index.ts';
import { UserError } from '../../command-line/user-error.ts';
import { findLocalServer } from '../../src/session/local-server.ts';

/**
 * Opens the session of a shell: on the given server, or the one in SPARK_REMOTE, or the one that `up` has started.
 *
 * @throws UserError when there is none, or it cannot be reached.
 */
export async function openSession(remote = process.env['SPARK_REMOTE']): Promise<SparkSession> {
  const builder = remote === undefined ? localBuilder() : SparkSession.builder.remote(remote);
  try {
    return await builder.getOrCreate();
  } catch (error) {
    throw error instanceof Error ? new UserError(error.message, { cause: error }) : error;
  }
}

function localBuilder(): typeof SparkSession.builder {
  try {
    findLocalServer(undefined);
  } catch (error) {
    throw new UserError(
      'There is no server to connect to: name one (npx spark-connect-ts shell sc://host:15002), set SPARK_REMOTE, or start one with "npx spark-connect-ts up".',
      { cause: error },
    );
  }
  return SparkSession.builder.local();
}
