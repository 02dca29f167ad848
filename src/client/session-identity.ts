/** Fields included in every request: the session, the user and the client. */
export interface SessionIdentity {
  readonly sessionId: string;
  readonly userContext: { readonly userId: string; readonly userName: string };
  readonly clientType: string;
}
