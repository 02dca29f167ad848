import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AddArtifactsRequest } from '../../gen/spark/connect/base_pb.ts';
import { ConnectionError } from '../errors/connection-error.ts';
import { openScripted } from '../../test/support/scripted-session.ts';
import type { Artifact } from './artifact-chunks.ts';
import { artifactRequests } from './artifact-requests.ts';

const identity = { sessionId: 's', userContext: { userId: 'u', userName: 'u' }, clientType: 'test' };
const chunk = 32 * 1024;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'artifacts-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Assembles the artifacts by name, as a server does, and checks that the requests follow the protocol. */
function received(requests: readonly AddArtifactsRequest[]): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  let open: { name: string; bytes: bigint; chunks: bigint; parts: Uint8Array[] } | undefined;
  const take = ({ data = new Uint8Array(), crc = -1n }: { data?: Uint8Array; crc?: bigint } = {}): Uint8Array => {
    expect(data.byteLength).toBeLessThanOrEqual(chunk);
    expect(crc).toBe(BigInt(crc32(data)));
    return data;
  };
  for (const { payload, sessionId } of requests) {
    expect(sessionId).toBe('s');
    if (payload.case === 'batch') {
      expect(open).toBeUndefined();
      const sizes = payload.value.artifacts.map(({ name, data }) => {
        files.set(name, Buffer.from(take(data)));
        return data?.data.byteLength ?? 0;
      });
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(chunk);
    } else if (payload.case === 'beginChunk') {
      const { name, totalBytes, numChunks, initialChunk } = payload.value;
      open = { name, bytes: totalBytes, chunks: numChunks, parts: [take(initialChunk)] };
    } else if (payload.case === 'chunk') open?.parts.push(take(payload.value));
    if (open && open.parts.length === Number(open.chunks)) {
      const whole = Buffer.concat(open.parts);
      expect(BigInt(whole.byteLength)).toBe(open.bytes);
      files.set(open.name, whole);
      open = undefined;
    }
  }
  expect(open).toBeUndefined();
  return files;
}

async function requestsOf(artifacts: readonly Artifact[]): Promise<AddArtifactsRequest[]> {
  const requests: AddArtifactsRequest[] = [];
  for await (const request of artifactRequests(artifacts, identity)) requests.push(request);
  return requests;
}

describe('artifact upload', () => {
  it.each([0, 1, chunk - 1, chunk, chunk + 1, 3 * chunk, 1_000_000])('transfers %i bytes completely', async (size) => {
    const content = randomBytes(size);
    const file = join(folder, `${size}`);
    await writeFile(file, content);
    const artifacts = [
      { name: 'files/memory', content },
      { name: 'files/disk', content: { file } },
      { name: 'files/small', content: Buffer.from('x') },
    ];
    const files = received(await requestsOf(artifacts));
    expect([...files.keys()]).toEqual(['files/memory', 'files/disk', 'files/small']);
    expect(files.get('files/memory')?.equals(content)).toBe(true);
    expect(files.get('files/disk')?.equals(content)).toBe(true);
  });

  it('combines small artifacts in one message', async () => {
    const small = Array.from({ length: 10 }, (_, index) => ({ name: `files/${index}`, content: randomBytes(4000) }));
    expect(await requestsOf(small)).toHaveLength(2);
  });

  it('rejects a missing file without sending anything', async () => {
    const { client, server } = await openScripted();
    const missing = { name: 'jars/x.jar', content: { file: join(folder, 'nowhere') } };
    await expect(client.addArtifacts([missing])).rejects.toThrow(
      'nowhere cannot be read (ENOENT) and was not uploaded',
    );
    expect(server.uploads).toEqual([]);
  });

  it('fails when the server receives a wrong checksum', async () => {
    const { client } = await openScripted([], {}, { artifactsDamaged: true });
    await expect(client.addArtifacts([{ name: 'files/a', content: randomBytes(10) }])).rejects.toThrow(
      'The server received files/a with a wrong checksum and dropped it. Upload it again.',
    );
  });

  it('is not repeated when the response is lost', async () => {
    const artifactsFail = { code: status.UNAVAILABLE, details: 'the line went dead' };
    const { client, server } = await openScripted([], {}, { artifactsFail });
    const error = await client
      .addArtifacts([{ name: 'jars/a.jar', content: randomBytes(10) }])
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConnectionError);
    expect((error as Error).message).toContain('may or may not have succeeded');
    expect(server.calls.filter((call) => call === 'AddArtifacts')).toHaveLength(1);
  });
});

it('uploadCached() uploads bytes under their hash, and only once', async () => {
  const { client, server } = await openScripted();
  const content = randomBytes(100_000);
  const hash = await client.uploadCached(content);
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(await client.uploadCached(content)).toBe(hash);
  expect(server.calls.filter((call) => call === 'AddArtifacts')).toHaveLength(1);
  expect(server.uploads[0]?.payload).toMatchObject({ case: 'beginChunk', value: { name: `cache/${hash}` } });
});
