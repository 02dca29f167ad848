import type { AwsApiOptions, AwsCredentials } from './aws-options.ts';

/** Returns the configuration of a client of Amazon's SDK. */
export function clientConfig({ region, credentials, profile, endpoint }: AwsApiOptions): {
  readonly region?: string;
  readonly credentials?: AwsCredentials | (() => Promise<AwsCredentials>);
  readonly profile?: string;
  readonly endpoint?: string;
} {
  return {
    ...(region !== undefined && { region }),
    ...(credentials !== undefined && { credentials }),
    ...(profile !== undefined && { profile }),
    ...(endpoint !== undefined && { endpoint }),
  };
}
