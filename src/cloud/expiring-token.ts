import type { TokenRequest } from '../index.ts';

/** A token with its expiration time in milliseconds since 1970. */
export interface IssuedToken {
  readonly token: string;
  readonly expiresAt: number;
}

/** The longest time before its expiration at which a token is replaced, in milliseconds. */
const maxMargin = 60_000;
/** The same as a part of its lifetime. */
const marginShare = 0.1;

/** A token that is replaced shortly before it expires, or when the server rejects it. Requests at the same time share one. */
export class ExpiringToken {
  readonly #issue: () => Promise<IssuedToken>;
  #current: (IssuedToken & { readonly renewAt: number }) | undefined;
  #pending: Promise<string> | undefined;

  constructor(issue: () => Promise<IssuedToken>, first?: IssuedToken) {
    this.#issue = issue;
    if (first) this.#keep(first);
  }

  /** Returns the token, to be passed to `token()` of the builder. */
  readonly source = async ({ refused }: TokenRequest = {}): Promise<string> => {
    const current = this.#current;
    if (current !== undefined && current.token !== refused && Date.now() < current.renewAt) return current.token;
    this.#pending ??= this.#renew().finally(() => (this.#pending = undefined));
    return this.#pending;
  };

  async #renew(): Promise<string> {
    const issued = await this.#issue();
    this.#keep(issued);
    return issued.token;
  }

  #keep(issued: IssuedToken): void {
    const { expiresAt } = issued;
    const margin = Math.min(maxMargin, (expiresAt - Date.now()) * marginShare);
    this.#current = { ...issued, renewAt: expiresAt - margin };
  }
}
