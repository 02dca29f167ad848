import type { Mechanism } from 'kafkajs';
import type { TokenSource } from './bearer-token.ts';

/** Thrown when the broker refuses a token. Named like kafkajs' own error, which it treats as final. */
class TokenRefusedError extends Error {
  override readonly name = 'KafkaJSSASLAuthenticationError';
  readonly retriable = false;
}

const separator = '\x01';

/**
 * Returns SASL OAUTHBEARER for kafkajs. The one that it has ignores the refusal of a token, which a broker sends in an answer that
 * the client must acknowledge, and fails later with a closed connection.
 */
export function oauthBearer(token: TokenSource): Mechanism {
  return {
    mechanism: 'oauthbearer',
    authenticationProvider: ({ saslAuthenticate }) => ({
      async authenticate() {
        const { value, extensions = {} } = await token();
        const pairs = Object.entries(extensions).map(([name, text]) => `${name}=${text}${separator}`);
        const refusal = await saslAuthenticate<Buffer>({
          request: {
            encode: () => bytes(`n,,${separator}auth=Bearer ${value}${separator}${pairs.join('')}${separator}`),
          },
          // The broker answers with nothing, or with JSON that says why it refuses the token.
          response: { decode: (raw) => raw.subarray(4), parse: (data) => data },
        });
        if (!refusal || refusal.length === 0) return;
        await saslAuthenticate({ request: { encode: () => bytes(separator) } }).catch(() => {});
        throw new TokenRefusedError(`SASL OAUTHBEARER authentication failed: ${statusOf(refusal)}`);
      },
    }),
  };
}

/** Encodes bytes with their length, as kafkajs expects requests of mechanisms. */
function bytes(text: string): Buffer {
  const content = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeInt32BE(content.length);
  return Buffer.concat([length, content]);
}

function statusOf(refusal: Buffer): string {
  try {
    const { status } = JSON.parse(refusal.toString()) as { readonly status?: unknown };
    return typeof status === 'string' ? status : 'refused';
  } catch {
    return 'refused';
  }
}
