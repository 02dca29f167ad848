import { UserError } from '../../command-line/user-error.ts';

/** Takes the place of esbuild in the program that runs on a cluster, where no page can be built. */
export function build(): Promise<never> {
  return Promise.reject(
    new UserError('A job on a cluster has no page: run the consumer here with --dataproc and --web.'),
  );
}
