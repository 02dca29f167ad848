import type { ServerlessContext } from '../google-cloud/serverless.ts';
import type { ServerlessOptions } from '../google-cloud/serverless-options.ts';
import type { JobOptions } from '../windows/job-options.ts';

/** Where a job runs: options that replace those of the command line, and the end of what was started for it. */
export interface ChosenServer {
  readonly options: Partial<JobOptions>;
  close(): Promise<void>;
}

/** Starts the server that the options of a job name, if it does not run yet. */
export async function chooseServer(
  options: ServerlessOptions & Pick<JobOptions, 'sparkKafkaServers'>,
  context: ServerlessContext,
): Promise<ChosenServer> {
  if (!options.serverless) return { options: {}, close: async () => {} };
  // Loaded only now, because Google's libraries take a second to load.
  const { openServerless } = await import('../google-cloud/serverless.ts');
  return openServerless(options, context);
}
