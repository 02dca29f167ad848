/** Credentials of Amazon Web Services. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** How to reach Amazon's API. */
export interface AwsApiOptions {
  /** The region. Default: that of the environment or the profile. */
  readonly region?: string;
  /** Default: the credentials of the environment, the profile or the machine. */
  readonly credentials?: AwsCredentials | (() => Promise<AwsCredentials>);
  /** The profile of the shared configuration files. Default: AWS_PROFILE, or `default`. */
  readonly profile?: string;
  /** The URL of the API, for a private endpoint. Default: that of the region. */
  readonly endpoint?: string;
}

/** What the platforms of Amazon have in common. */
export interface AwsSessionOptions extends AwsApiOptions {
  /** The ID of a running session to use. Default: starts one. */
  readonly session?: string;
  /** Whether `close()` leaves the session running. Default: false for a new session, true for one that was running. */
  readonly keep?: boolean;
  /** Minutes without use after which a new session ends. Default: the platform's. */
  readonly idleTimeout?: number;
}

/** A session of Athena for Apache Spark. */
export interface AthenaOptions extends AwsSessionOptions {
  /** A workgroup with the engine Apache Spark 3.5. Required for a new session. */
  readonly workGroup?: string;
  /** Spark properties of a new session. */
  readonly properties?: Readonly<Record<string, string>>;
  /** The most data processing units of a new session, each of which is billed by the second. */
  readonly maxConcurrentDpus?: number;
  /** The ARN of the role of a new session. Default: that of the workgroup. */
  readonly executionRole?: string;
}

/** A session of EMR Serverless. */
export interface EmrServerlessOptions extends AwsSessionOptions {
  /** The ID of an application with release emr-7.13.0 or later and interactive sessions enabled. */
  readonly applicationId: string;
  /** The ARN of the role of the session. Required for a new session. */
  readonly executionRole?: string;
  /** The name of a new session. */
  readonly name?: string;
  /** Spark properties of a new session. */
  readonly properties?: Readonly<Record<string, string>>;
}

/** An interactive session of Glue. */
export interface GlueOptions extends AwsSessionOptions {
  /** The name or ARN of the role of the session. Required for a new session. */
  readonly role?: string;
  /** Default: `5.1`, the first version with Spark Connect. */
  readonly glueVersion?: string;
  /** Default: the platform's. */
  readonly workerType?: string;
  /** Default: the platform's. */
  readonly numberOfWorkers?: number;
  /** The arguments of a new session, such as `--conf`. */
  readonly arguments?: Readonly<Record<string, string>>;
  /** Minutes after which a new session ends in any case. Default: the platform's. */
  readonly sessionTimeout?: number;
}
