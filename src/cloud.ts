/**
 * The entry point `spark-connect-ts/cloud`: Spark Connect servers of cloud platforms.
 *
 * @packageDocumentation
 */
export type {
  AthenaOptions,
  AwsApiOptions,
  AwsCredentials,
  AwsSessionOptions,
  EmrServerlessOptions,
  GlueOptions,
} from './cloud/aws/aws-options.ts';
export type { CloudConnection, CloudConnectOptions, CloudProgress } from './cloud/cloud-connection.ts';
export { connect, type CloudTarget } from './cloud/connect.ts';
export type { DatabricksOptions } from './cloud/databricks/databricks-options.ts';
export type { GoogleServerlessOptions } from './cloud/google/google-options.ts';
export { CloudError } from './cloud/cloud-error.ts';
