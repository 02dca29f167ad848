import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** The secret access keys by access key ID. */
export type AwsKeys = ReadonlyMap<string, string>;

const algorithm = 'AWS4-HMAC-SHA256';

/** Returns why a request is not signed correctly (Signature Version 4), or undefined if it is. */
export function signatureProblem(request: IncomingMessage, body: string, keys: AwsKeys): string | undefined {
  const { authorization = '' } = request.headers;
  const match = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]+)$/.exec(
    authorization,
  );
  if (!match) return 'The request is not signed';
  const [, id = '', scope = '', names = '', signature] = match;
  const secret = keys.get(id);
  if (secret === undefined) return 'The access key is unknown';
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://api');
  searchParams.sort();
  const headers = names.split(';').map((name) => `${name}:${String(request.headers[name]).trim()}\n`);
  const canonical = [
    request.method,
    pathname,
    searchParams.toString().replaceAll('+', '%20'),
    headers.join(''),
    names,
    createHash('sha256').update(body).digest('hex'),
  ].join('\n');
  const toSign = [
    algorithm,
    request.headers['x-amz-date'],
    scope,
    createHash('sha256').update(canonical).digest('hex'),
  ];
  const key = scope
    .split('/')
    .reduce<string | Buffer>((before, part) => createHmac('sha256', before).update(part).digest(), `AWS4${secret}`);
  const expected = createHmac('sha256', key).update(toSign.join('\n')).digest('hex');
  return expected === signature ? undefined : 'The signature does not match';
}
