import { CloudError } from '../cloud-error.ts';
import type { AwsPlatform } from './aws-platform.ts';

/** The names of errors about credentials that are missing, expired or wrong. */
const loginNeeded =
  /^(CredentialsProviderError|ExpiredToken(Exception)?|UnrecognizedClientException|InvalidClientTokenId|InvalidSignatureException|TokenProviderError|ExpiredTokenException)$/;
const quota =
  /^(ServiceQuotaExceeded|TooManyRequests|LimitExceeded|ResourceNumberLimitExceeded|Throttling)(Exception)?$/;

/** Converts an error of Amazon's SDK to one with a clear sentence. Returns other errors unchanged. */
export function awsError(
  error: unknown,
  { name, grants }: Pick<AwsPlatform, 'name' | 'grants'>,
  doing: string,
): unknown {
  if (!(error instanceof Error) || error instanceof CloudError) return error;
  const reason = `${error.message.split('\n', 1)[0]!.replace(/[\s.]+$/, '')}.`;
  const fail = (sentence: string): CloudError => new CloudError(sentence, { cause: error, code: error.name });
  if (loginNeeded.test(error.name)) {
    return fail(
      `Amazon did not accept the credentials for ${doing}: ${reason} Log in with "aws sso login" or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`,
    );
  }
  if (/^AccessDenied(Exception)?$/.test(error.name)) {
    return fail(`${name} denied ${doing}: ${reason} ${grants}`);
  }
  if (quota.test(error.name)) {
    return fail(
      `${name} has no quota for ${doing}: ${reason} End other sessions, or request a higher quota in Service Quotas.`,
    );
  }
  if ('$metadata' in error || '$fault' in error) return fail(`${name} rejected ${doing}: ${reason}`);
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  return fail(`${name} cannot be reached for ${doing} (${code}). Check the region, the endpoint and the network.`);
}
