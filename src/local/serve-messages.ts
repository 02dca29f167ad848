/** What `startLocalSpark()` sends to the process that starts and ends its server, as the first line of its input. */
export interface ServeRequest {
  readonly kafka: boolean;
  readonly config: Readonly<Record<string, string>>;
  readonly token: string | undefined;
}

/** What that process answers, one JSON object per line. */
export type ServeMessage =
  { readonly progress: string } | { readonly error: string } | { readonly server: ServedServer };

/** A server that is ready. */
export interface ServedServer {
  readonly remote: string;
  readonly token: string;
  readonly sparkUi: string;
  readonly kafkaServers: string | undefined;
  readonly folder: string;
}
