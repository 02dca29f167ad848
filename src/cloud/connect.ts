import { IllegalArgumentException } from '../index.ts';
import type { AthenaOptions, EmrServerlessOptions, GlueOptions } from './aws/aws-options.ts';
import type { CloudConnection, CloudConnectOptions } from './cloud-connection.ts';
import type { DatabricksOptions } from './databricks/databricks-options.ts';
import type { GoogleServerlessOptions } from './google/google-options.ts';
import { Startup } from './startup.ts';

/** A platform and what it needs: exactly one of these. */
export type CloudTarget =
  | { readonly google: GoogleServerlessOptions }
  | { readonly athena: AthenaOptions }
  | { readonly emrServerless: EmrServerlessOptions }
  | { readonly glue: GlueOptions }
  | { readonly databricks: DatabricksOptions };

const platforms = ['google', 'athena', 'emrServerless', 'glue', 'databricks'] as const;

/**
 * Starts or finds a Spark Connect server on a cloud platform, and returns a builder for sessions on it. Tokens are renewed
 * for as long as the connection is open.
 *
 * Each platform has an optional peer dependency, which is loaded when it is used: `@google-cloud/dataproc` and `ws` for
 * Google, `@aws-sdk/client-athena`, `@aws-sdk/client-emr-serverless` and `@aws-sdk/client-glue` for Amazon, none for
 * Databricks.
 *
 * @throws CloudError when the platform refuses or fails. The message names what still exists and costs money.
 * @throws IllegalArgumentException when an option is missing or not valid.
 *
 * @example
 * ```ts no-run: needs a project of Google Cloud
 * import { connect } from 'spark-connect-ts/cloud';
 *
 * const cloud = await connect({ google: { projectId: 'my-project', region: 'us-central1' } });
 * try {
 *   const spark = await cloud.builder.getOrCreate();
 *   console.log(await spark.range(1000).count());
 *   await spark.stop();
 * } finally {
 *   await cloud.close();
 * }
 * ```
 */
export async function connect(target: CloudTarget, options: CloudConnectOptions = {}): Promise<CloudConnection> {
  const named = platforms.filter((name) => (target as Readonly<Record<string, unknown>>)[name] !== undefined);
  if (named.length !== 1) {
    throw new IllegalArgumentException(`connect() takes exactly one platform: ${platforms.join(', ')}.`);
  }
  const startup = new Startup(options);
  startup.signal?.throwIfAborted();
  if ('google' in target) return (await import('./google/connect-google.ts')).connectGoogle(target.google, startup);
  if ('athena' in target) return (await import('./aws/connect-athena.ts')).connectAthena(target.athena, startup);
  if ('emrServerless' in target)
    return (await import('./aws/connect-emr-serverless.ts')).connectEmrServerless(target.emrServerless, startup);
  if ('glue' in target) return (await import('./aws/connect-glue.ts')).connectGlue(target.glue, startup);
  return (await import('./databricks/connect-databricks.ts')).connectDatabricks(target.databricks, startup);
}
