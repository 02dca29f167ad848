import { CloudError } from '../cloud-error.ts';
import { SparkSession } from '../../index.ts';
import { closing, type CloudConnection } from '../cloud-connection.ts';
import { ExpiringToken, type IssuedToken } from '../expiring-token.ts';
import type { Startup } from '../startup.ts';
import { awsError } from './aws-error.ts';
import type { AwsSessionOptions } from './aws-options.ts';
import type { AwsEndpoint, AwsPlatform } from './aws-platform.ts';

/** The metadata entry in which the proxy in front of a session expects the token. */
const tokenHeader = 'x-aws-proxy-auth';
const defaultPort = '443';
/** Milliseconds to open the Spark session, whose driver may still start. */
const connectTimeout = 60_000;

/** Starts or uses a session of one of Amazon's platforms, and connects to it. */
export async function connectAws(
  platform: AwsPlatform,
  options: AwsSessionOptions,
  startup: Startup,
): Promise<CloudConnection> {
  const call = <T>(doing: string, work: () => Promise<T>): Promise<T> =>
    work().catch((error: unknown) => {
      throw awsError(error, platform, doing);
    });
  const isReused = options.session !== undefined;
  const { keep = isReused } = options;
  if (!isReused) startup.report(`Starting a session of ${platform.name}.`);
  const session = options.session ?? (await call('the start of a session', () => platform.start()));
  startup.session = session;
  const end = (): Promise<void> => call(`the end of session ${session}`, () => platform.end(session));
  try {
    await untilReady(platform, session, startup, call);
    const first = await firstEndpoint(platform, session, startup);
    const tokens = new ExpiringToken(async () => {
      const endpoint = await call(`a token for session ${session}`, () => platform.endpoint(session));
      const issued = issuedToken(endpoint);
      if (issued !== undefined) return issued;
      throw new CloudError(`${platform.name} gave no token for session ${session}, which may have ended.`);
    }, first.issued);
    return {
      builder: SparkSession.builder
        .remote(`sc://${addressOf(first.url)}/;use_ssl=true`)
        .token(tokens.source, { header: tokenHeader, refusals: ['UNAUTHENTICATED', 'PERMISSION_DENIED'] })
        .connectTimeout(connectTimeout),
      session,
      isReused,
      consoleUrl: platform.consoleUrl(session),
      operationUrl: () => undefined,
      ...closing(async () => {
        if (!keep) await end();
      }),
    };
  } catch (error) {
    if (isReused) throw error;
    throw await end().then(
      () => error,
      () => withLeftover(error, platform, session),
    );
  }
}

async function untilReady(
  platform: AwsPlatform,
  session: string,
  startup: Startup,
  call: <T>(doing: string, work: () => Promise<T>) => Promise<T>,
): Promise<void> {
  await startup.until(
    async () => {
      const { state, reason } = await call(`the state of session ${session}`, () => platform.state(session));
      startup.report(`Waiting for session ${session} of ${platform.name}.`, state);
      if (platform.failed.includes(state)) {
        throw new CloudError(
          `The session ${session} of ${platform.name} ended with the state ${state}${reason ? `: ${reason}` : ''}.`,
        );
      }
      return platform.ready.includes(state) ? true : undefined;
    },
    () => `The session ${session} of ${platform.name} was not ready in time.`,
  );
}

/** Waits for the address and the first token, which may follow the session by some seconds. */
async function firstEndpoint(
  platform: AwsPlatform,
  session: string,
  startup: Startup,
): Promise<{ readonly url: string; readonly issued: IssuedToken }> {
  let failure: unknown;
  const last = (): string => (failure instanceof Error ? ` ${failure.message}` : '');
  return startup.until(
    async () => {
      startup.report(`Waiting for the Spark Connect endpoint of session ${session}.`);
      const endpoint = await platform.endpoint(session).catch((error: unknown) => {
        failure = awsError(error, platform, `the endpoint of session ${session}`);
        if (!isTransient(error)) throw failure;
      });
      const issued = endpoint && issuedToken(endpoint);
      return endpoint?.url !== undefined && issued ? { url: endpoint.url, issued } : undefined;
    },
    () => `The session ${session} of ${platform.name} has no Spark Connect endpoint.${last()}`,
  );
}

function issuedToken({ token, expiresAt }: AwsEndpoint): IssuedToken | undefined {
  if (token === undefined || token === '') return undefined;
  return { token, expiresAt: expiresAt?.getTime() ?? Infinity };
}

/** Returns whether the endpoint may follow: it does not exist yet, or there were too many questions. */
function isTransient(error: unknown): boolean {
  const { name = '', $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  return (
    /NotFound|Throttl|IllegalSessionState|InvalidRequest|Conflict/.test(name) || ($metadata?.httpStatusCode ?? 0) >= 500
  );
}

/** Returns the `host:port` of an endpoint such as `https://host` or `sc://host`. */
function addressOf(url: string): string {
  const [, host = url, port = defaultPort] = /^(?:\w+:\/\/)?([^:/;]+)(?::(\d+))?/.exec(url) ?? [];
  return `${host}:${port}`;
}

function withLeftover(error: unknown, platform: AwsPlatform, session: string): unknown {
  if (!(error instanceof CloudError)) return error;
  const sentence = `The session ${session} of ${platform.name} may still run and cost money; end it in the console.`;
  return new CloudError(`${error.message} ${sentence}`, { cause: error });
}
