/** What every request repeats: whose session it is for, and who asks. */
export interface SessionIdentity {
  readonly sessionId: string;
  readonly userContext: { readonly userId: string; readonly userName: string };
  readonly clientType: string;
}
