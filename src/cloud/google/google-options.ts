/** A session of Dataproc Serverless (Managed Service for Apache Spark). */
export interface GoogleServerlessOptions {
  readonly projectId: string;
  /** The region, such as `us-central1`. */
  readonly region: string;
  /**
   * The name of the session: 4 to 63 lowercase letters, digits and hyphens, starting with a letter. If the region has an
   * active session of this name, it is used; otherwise it is created. Default: a new name.
   */
  readonly session?: string;
  /** Whether `close()` leaves the session running, which costs money until its TTL. Default: false. */
  readonly keep?: boolean;
  /** The runtime. Default: `2.3`, which has Spark 3.5. */
  readonly runtimeVersion?: string;
  /** Spark properties of a new session. */
  readonly properties?: Readonly<Record<string, string>>;
  /** The container image of a new session. Default: that of the runtime. */
  readonly containerImage?: string;
  /** The service account that runs the session. Default: that of the project's Compute Engine. */
  readonly serviceAccount?: string;
  /** Whose permissions the session has. Default: those of the service account. */
  readonly authentication?: 'SERVICE_ACCOUNT' | 'END_USER_CREDENTIALS';
  /** The subnetwork of the session. Default: that of the network `default` in the region. */
  readonly subnetwork?: string;
  readonly networkTags?: readonly string[];
  /** The maximum lifetime in seconds, from 600 to 14 days. Default: the platform's, which is 24 hours. */
  readonly ttl?: number;
  /** Seconds without use after which the session ends, from 600 to 14 days. Default: the platform's, which is 1 hour. */
  readonly idleTtl?: number;
  readonly labels?: Readonly<Record<string, string>>;
  /** The full name of a session template. */
  readonly sessionTemplate?: string;
  /**
   * The API's `host[:port]`, for a private endpoint. Default: the environment variable GOOGLE_CLOUD_DATAPROC_API_ENDPOINT,
   * or that of the region.
   */
  readonly apiEndpoint?: string;
  /** Options of `SessionControllerClient`, such as `keyFilename` or `authClient`. Default: application default credentials. */
  readonly clientOptions?: Readonly<Record<string, unknown>>;
  /** TLS settings of the connection to the session, for a private certificate authority. */
  readonly tls?: { readonly ca?: string | Uint8Array };
}
