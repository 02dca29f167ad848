import type { JobContext } from '../../command-line/job-command.ts';
import { onCluster, type OnClusterOptions } from '../google-cloud/on-cluster.ts';
import type { ServerlessOptions } from '../google-cloud/serverless-options.ts';
import type { JobOptions } from '../windows/job-options.ts';

/** The options that say where Spark runs. */
type ServerChoice = OnClusterOptions & ServerlessOptions & JobOptions;

/**
 * Runs a job on the Spark that its options choose: that of a cluster, reached through a tunnel, a session that is opened for the job, or
 * else the given server. Nothing of Google Cloud is loaded unless it is chosen.
 */
export function onChosenServer<Options extends ServerChoice>(
  body: (options: Options, context: JobContext) => Promise<void>,
): (options: Options, context: JobContext) => Promise<void> {
  return onCluster<Options>(
    async (options, context) => {
      if (!options.serverless) return body(options, context);
      const { openServerless } = await import('../google-cloud/serverless.ts');
      const say = (sentence: string): void => context.log.notice(sentence);
      const session = await openServerless(options, { ...context, say });
      try {
        await body({ ...options, ...session.options }, context);
      } finally {
        await session.close();
      }
    },
    { spark: true },
  );
}
