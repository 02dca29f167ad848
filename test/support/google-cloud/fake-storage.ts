import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** An object of {@link FakeStorage}. */
export interface StoredObject {
  readonly bytes: Buffer;
  readonly checksum: string;
  readonly generation: number;
}

/** What goes wrong. */
export interface StorageFaults {
  /** Cuts the connection of an upload after these bytes, once for each entry. */
  readonly cutAfter?: readonly number[];
  /** Buckets of others: no request about them is permitted. */
  readonly foreign?: readonly string[];
  /** Whether no bucket may be created and no object written. */
  readonly readOnly?: boolean;
  /** Answers every request with 401. */
  readonly unauthorized?: boolean;
  /** The checksum to claim for each object, instead of the right one. */
  readonly checksum?: string;
}

interface Session {
  readonly bucket: string;
  readonly name: string;
  readonly parts: Buffer[];
  received: number;
}

/**
 * Cloud Storage in this process: the requests of its JSON API that the client library makes, with resumable uploads. With
 * STORAGE_EMULATOR_HOST, the library leaves `/storage/v1` out of some paths.
 */
export class FakeStorage {
  readonly buckets = new Map<string, { readonly settings: unknown; readonly objects: Map<string, StoredObject> }>();
  /** The method and path of each request. */
  readonly requests: string[] = [];
  faults: StorageFaults = {};
  readonly #sessions = new Map<string, Session>();
  readonly #server: Server;
  #cuts = 0;
  #generation = 1000;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#handle(request, response).catch((error: unknown) => {
        response.writeHead(500).end(String(error));
      });
    });
  }

  static async start(port = 0): Promise<FakeStorage> {
    const storage = new FakeStorage();
    await new Promise<void>((resolve) => storage.#server.listen(port, '127.0.0.1', resolve));
    return storage;
  }

  /** The value of STORAGE_EMULATOR_HOST. */
  get url(): string {
    const { port } = this.#server.address() as { readonly port: number };
    return `http://127.0.0.1:${port}`;
  }

  get cuts(): number {
    return this.#cuts;
  }

  put(bucket: string, name: string, bytes: Buffer | string): void {
    const found = this.buckets.get(bucket) ?? { settings: {}, objects: new Map<string, StoredObject>() };
    this.buckets.set(bucket, found);
    const copy = Buffer.from(bytes);
    found.objects.set(name, { bytes: copy, checksum: crc32c(copy), generation: ++this.#generation });
  }

  object(bucket: string, name: string): Buffer | undefined {
    return this.buckets.get(bucket)?.objects.get(name)?.bytes;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', this.url);
    this.requests.push(`${request.method} ${url.pathname}`);
    const [, bucket = '', name] =
      /^\/(?:upload\/|download\/)?(?:storage\/v1\/)?b\/?([^/]*)(?:\/o(?:\/(.+))?)?$/.exec(url.pathname) ?? [];
    if (this.faults.unauthorized) return fail(response, 401, 'Invalid Credentials');
    if (this.faults.foreign?.includes(bucket)) {
      return fail(
        response,
        403,
        `someone@example.com does not have storage.buckets.get access to the Google Cloud Storage bucket.`,
      );
    }
    if (url.pathname.startsWith('/upload/')) return this.#upload(request, response, url, bucket);
    if (request.method === 'POST' && bucket === '') return this.#createBucket(request, response);
    const found = this.buckets.get(bucket);
    if (found === undefined) return fail(response, 404, 'The specified bucket does not exist.');
    if (/\/o\/?$/.test(url.pathname)) return this.#list(response, bucket, url.searchParams.get('prefix') ?? '');
    if (name === undefined) return json(response, 200, { kind: 'storage#bucket', name: bucket });
    const object = found.objects.get(decodeURIComponent(name));
    if (object === undefined) return fail(response, 404, `No such object: ${bucket}/${decodeURIComponent(name)}`);
    if (url.searchParams.get('alt') === 'media') return this.#download(request, response, object);
    json(response, 200, this.#metadata(bucket, decodeURIComponent(name)));
  }

  #metadata(bucket: string, name: string): Record<string, unknown> {
    const { bytes, checksum, generation } = this.buckets.get(bucket)!.objects.get(name)!;
    return {
      kind: 'storage#object',
      bucket,
      name,
      size: String(bytes.length),
      generation: String(generation),
      metageneration: '1',
      crc32c: this.faults.checksum ?? checksum,
    };
  }

  #list(response: ServerResponse, bucket: string, prefix: string): void {
    const names = [...this.buckets.get(bucket)!.objects.keys()].filter((each) => each.startsWith(prefix));
    json(response, 200, { kind: 'storage#objects', items: names.map((each) => this.#metadata(bucket, each)) });
  }

  #download(request: IncomingMessage, response: ServerResponse, { bytes, checksum }: StoredObject): void {
    const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
    const headers = { 'x-goog-hash': `crc32c=${checksum}`, 'x-goog-stored-content-encoding': 'identity' };
    if (from === undefined)
      return void response.writeHead(200, { ...headers, 'content-length': bytes.length }).end(bytes);
    const part = bytes.subarray(Number(from), to ? Number(to) + 1 : undefined);
    response
      .writeHead(206, {
        ...headers,
        'content-range': `bytes ${from}-${Number(from) + part.length - 1}/${bytes.length}`,
      })
      .end(part);
  }

  async #createBucket(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const settings = JSON.parse((await bodyOf(request)).toString()) as { readonly name: string };
    if (this.faults.readOnly)
      return fail(response, 403, 'someone@example.com does not have storage.buckets.create access.');
    if (this.buckets.has(settings.name) || this.faults.foreign?.includes(settings.name)) {
      return fail(response, 409, 'The requested bucket name is not available.');
    }
    this.buckets.set(settings.name, { settings, objects: new Map() });
    json(response, 200, { kind: 'storage#bucket', ...settings });
  }

  async #upload(request: IncomingMessage, response: ServerResponse, url: URL, bucket: string): Promise<void> {
    if (this.faults.readOnly)
      return fail(response, 403, 'someone@example.com does not have storage.objects.create access.');
    if (!this.buckets.has(bucket)) return fail(response, 404, 'The specified bucket does not exist.');
    const type = url.searchParams.get('uploadType');
    const session = url.searchParams.get('upload_id');
    if (session !== null) return this.#continueUpload(request, response, session);
    const name = url.searchParams.get('name') ?? '';
    const expected = url.searchParams.get('ifGenerationMatch');
    const current = this.buckets.get(bucket)!.objects.get(name)?.generation ?? 0;
    if (expected !== null && Number(expected) !== current) {
      return fail(response, 412, 'At least one of the pre-conditions you specified did not hold.');
    }
    const body = await bodyOf(request);
    if (type === 'multipart') {
      const boundary = /boundary="?([^";]+)/.exec(request.headers['content-type'] ?? '')?.[1] ?? '';
      const start = body.indexOf('\r\n\r\n', body.indexOf(`--${boundary}`, 1)) + 4;
      this.put(bucket, name, body.subarray(start, body.lastIndexOf(`\r\n--${boundary}`)));
      return json(response, 200, this.#metadata(bucket, name));
    }
    const id = `session-${this.#sessions.size}`;
    this.#sessions.set(id, { bucket, name, parts: [], received: 0 });
    response
      .writeHead(200, { location: `${this.url}/upload/storage/v1/b/${bucket}/o?uploadType=resumable&upload_id=${id}` })
      .end();
  }

  async #continueUpload(request: IncomingMessage, response: ServerResponse, id: string): Promise<void> {
    const session = this.#sessions.get(id);
    if (session === undefined) return fail(response, 404, 'No such upload.');
    const range = request.headers['content-range'] ?? '';
    const [, from, total] = /^bytes (\d+)-[\d*]+\/([\d*]+)$/.exec(range) ?? [];
    if (from === undefined) {
      await bodyOf(request);
      return this.#incomplete(response, session);
    }
    if (Number(from) !== session.received) return fail(response, 400, `Expected byte ${session.received}.`);
    const limit = this.faults.cutAfter?.[this.#cuts];
    for await (const chunk of request) {
      const room = limit === undefined ? Infinity : limit - session.received;
      const part = (chunk as Buffer).subarray(0, room);
      session.parts.push(part);
      session.received += part.length;
      if ((chunk as Buffer).length >= room) {
        this.#cuts += 1;
        return void request.socket.destroy();
      }
    }
    const size = total === '*' ? undefined : Number(total);
    if (size !== undefined && session.received < size) return this.#incomplete(response, session);
    this.put(session.bucket, session.name, Buffer.concat(session.parts));
    json(response, 200, this.#metadata(session.bucket, session.name));
  }

  #incomplete(response: ServerResponse, { received }: Session): void {
    response.writeHead(308, received === 0 ? {} : { range: `bytes=0-${received - 1}` }).end();
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

function fail(response: ServerResponse, code: number, message: string): void {
  json(response, code, { error: { code, message, errors: [{ message, domain: 'global', reason: 'error' }] } });
}

const table = Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc >>> 0;
});

/** Returns the CRC32C of bytes, big-endian and in Base64, as Cloud Storage writes it. Does not use the code of its client. */
export function crc32c(bytes: Buffer): string {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (table[(crc ^ byte) & 0xff]! ^ (crc >>> 8)) >>> 0;
  const result = Buffer.alloc(4);
  result.writeUInt32BE((crc ^ 0xffffffff) >>> 0);
  return result.toString('base64');
}
