import {
  connect,
  constants,
  createSecureServer,
  type ClientHttp2Session,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { status } from '@grpc/grpc-js';
import { localCertificate } from '../../../scripts/checks/bridge/local-certificate.ts';

/** The proxy that a cloud platform has in front of the Spark Connect server of a session: TLS outside, the server inside. */
export interface SessionProxy {
  readonly port: number;
  /** The number of calls that were rejected. */
  readonly rejected: number;
  /** The number of streams that were ended because their token had expired. */
  readonly expired: number;
  /** Ends all running streams as a platform does when their token expires. */
  expireStreams(): void;
  close(): Promise<void>;
}

export interface SessionProxyOptions {
  readonly targetPort: number;
  /** Returns whether a call may pass. */
  readonly accept: (headers: IncomingHttpHeaders) => boolean;
  /** The headers that the server behind the proxy expects. */
  readonly forward?: () => OutgoingHttpHeaders;
  /** The status of a rejection. */
  readonly code?: status;
}

export async function startSessionProxy({
  targetPort,
  accept,
  forward = () => ({}),
  code = status.UNAUTHENTICATED,
}: SessionProxyOptions): Promise<SessionProxy> {
  let rejected = 0;
  let expired = 0;
  const expiring = new Set<() => void>();
  const refusal = {
    'grpc-status': String(code),
    'grpc-message': 'The security token included in the request is expired',
  };
  const upstream = new Upstream(targetPort);
  const server = createSecureServer({ ...(await localCertificate()), allowHTTP1: false });
  server.on('sessionError', () => {});
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {});
    if (!accept(headers)) {
      rejected++;
      return stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...refusal }, { endStream: true });
    }
    const forwarded: OutgoingHttpHeaders = { ...headers, ...forward() };
    const expire = pass(stream, upstream.request(forwarded), refusal);
    expiring.add(expire);
    stream.on('close', () => expiring.delete(expire));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    get rejected() {
      return rejected;
    },
    get expired() {
      return expired;
    },
    expireStreams() {
      expired += expiring.size;
      for (const expire of [...expiring]) expire();
    },
    async close() {
      upstream.close();
      await new Promise((resolve) => {
        server.close(resolve);
        // The sessions of clients that are still connected.
        expiring.forEach((expire) => expire());
      });
    },
  };
}

class Upstream {
  readonly #port: number;
  #session: ClientHttp2Session | undefined;

  constructor(port: number) {
    this.#port = port;
  }

  request(headers: OutgoingHttpHeaders): ReturnType<ClientHttp2Session['request']> {
    if (!this.#session || this.#session.closed || this.#session.destroyed) {
      this.#session = connect(`http://127.0.0.1:${this.#port}`);
      this.#session.on('error', () => {});
    }
    return this.#session.request(headers);
  }

  close(): void {
    this.#session?.destroy();
  }
}

/** Passes a call on to the server. Returns a function that ends it with other trailers. */
function pass(
  stream: ServerHttp2Stream,
  call: ReturnType<ClientHttp2Session['request']>,
  refusal: OutgoingHttpHeaders,
): () => void {
  let trailers: OutgoingHttpHeaders = {};
  const unavailable = {
    'grpc-status': String(status.UNAVAILABLE),
    'grpc-message': 'The server behind the proxy is gone',
  };
  call.on('response', (headers, flags) => {
    if (stream.headersSent || stream.closed) return;
    const isLast = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0;
    stream.respond(headers, isLast ? { endStream: true } : { waitForTrailers: true });
    // Not before: Deno can emit the data before the response, and to write data is to respond without trailers.
    if (!isLast) call.pipe(stream);
  });
  call.on('trailers', (received: OutgoingHttpHeaders) => void (trailers = received));
  stream.on('wantTrailers', () => stream.sendTrailers(trailers));
  stream.pipe(call);
  const end = (last: OutgoingHttpHeaders): void => {
    if (stream.closed) return;
    call.unpipe(stream);
    trailers = last;
    if (stream.headersSent) stream.end();
    else stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...last }, { endStream: true });
    call.close(constants.NGHTTP2_CANCEL);
  };
  call.on('error', () => end(unavailable));
  stream.on('close', () => call.close(constants.NGHTTP2_CANCEL));
  return () => end(refusal);
}
