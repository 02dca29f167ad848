import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** The header with the token. A page of another origin cannot set it without asking this server first. */
export const tokenHeader = 'x-control-token';

/** A secret that the page gets from the server and sends back to press a control. */
export class ControlToken {
  readonly text: string = randomBytes(32).toString('base64url');

  /** Compares in constant time. */
  matches(text: string | undefined): boolean {
    return text !== undefined && timingSafeEqual(digest(text), digest(this.text));
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
