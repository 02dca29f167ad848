/** A cluster of a Databricks workspace. */
export interface DatabricksOptions {
  /** The workspace, such as `https://dbc-a1b2c3d4-e5f6.cloud.databricks.com`. Default: DATABRICKS_HOST. */
  readonly host?: string;
  /** The ID of a running cluster with Databricks Runtime 14.3 LTS or later. Default: DATABRICKS_CLUSTER_ID. */
  readonly clusterId?: string;
  /** A personal access token. Default: DATABRICKS_TOKEN. */
  readonly token?: string;
  /** The OAuth client ID of a service principal. Default: DATABRICKS_CLIENT_ID. */
  readonly clientId?: string;
  /** The OAuth secret of that service principal. Default: DATABRICKS_CLIENT_SECRET. */
  readonly clientSecret?: string;
}
