/** The state of a session. */
export interface AwsSessionState {
  readonly state: string;
  readonly reason?: string | undefined;
}

/** The address of a session and a token for it. Undefined properties mean that it is not ready yet. */
export interface AwsEndpoint {
  readonly url: string | undefined;
  readonly token: string | undefined;
  readonly expiresAt: Date | undefined;
}

/** The operations of a platform's API. */
export interface AwsPlatform {
  /** The name of the platform in messages. */
  readonly name: string;
  /** What its user needs, for the message about denied access. */
  readonly grants: string;
  readonly ready: readonly string[];
  readonly failed: readonly string[];
  /** Starts a session and resolves to its ID. */
  start(): Promise<string>;
  state(session: string): Promise<AwsSessionState>;
  endpoint(session: string): Promise<AwsEndpoint>;
  end(session: string): Promise<void>;
  consoleUrl(session: string): string | undefined;
}
