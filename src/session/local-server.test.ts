import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConnectionError } from '../errors/connection-error.ts';
import { findLocalServer, localServerFolder, recordFile, tokenFile } from './local-server.ts';
import { SparkSession } from './spark-session.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'local-server-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const ports = { connect: 4711 };
const running = { ports, token: false, tls: false, processes: { spark: { pid: process.pid } } };

function record(content: object): void {
  writeFileSync(recordFile(folder), JSON.stringify(content));
}

describe('localServerFolder', () => {
  it.each([
    [{}, join(homedir(), '.local/state/spark-connect-ts/server')],
    [{ XDG_STATE_HOME: '/state' }, '/state/spark-connect-ts/server'],
    [{ XDG_STATE_HOME: 'relative' }, join(homedir(), '.local/state/spark-connect-ts/server')],
  ])('with %j returns %s', (env, expected) => {
    expect(localServerFolder(env)).toBe(expected);
  });
});

describe('findLocalServer', () => {
  it('returns the connection string with the token', () => {
    record({ ...running, token: true });
    writeFileSync(tokenFile(folder), 'a b');
    expect(findLocalServer(folder)).toEqual({
      remote: 'sc://127.0.0.1:4711/;authorization=Bearer%20a%20b',
      certificateFile: undefined,
    });
  });

  it('returns the certificate of a server with TLS', () => {
    record({ ...running, tls: true });
    expect(findLocalServer(folder)).toEqual({
      remote: 'sc://localhost:4711/;use_ssl=true',
      certificateFile: join(folder, 'tls', 'ca.pem'),
    });
  });

  it('finds a server in Docker, which has no process here', () => {
    record({ ...running, processes: {}, docker: ['spark'] });
    expect(findLocalServer(folder).remote).toBe('sc://127.0.0.1:4711');
  });

  it.each([
    ['without a record', undefined],
    ['if only Kafka was started', { ...running, processes: { kafka: { pid: process.pid } } }],
    ['if the process has ended', { ...running, processes: { spark: { pid: 2 ** 30 } } }],
  ])('says what to run %s', (_, content) => {
    if (content) record(content);
    expect(() => findLocalServer(folder)).toThrow(
      `No local Spark Connect server is running: start one with "npx spark-connect-ts up --dir ${folder}".`,
    );
    expect(() => findLocalServer(folder)).toThrow(ConnectionError);
  });

  it('rejects a record that is no JSON', () => {
    writeFileSync(recordFile(folder), 'x');
    expect(() => findLocalServer(folder)).toThrow(`${recordFile(folder)} cannot be read`);
  });
});

describe('SparkSessionBuilder.local()', () => {
  it('and remote() override each other', async () => {
    const local = SparkSession.builder.remote('sc://127.0.0.1:1').local({ dir: folder });
    await expect(local.getOrCreate()).rejects.toThrow('No local Spark Connect server is running');
    await expect(local.remote('nowhere').getOrCreate()).rejects.toThrow('must have the form sc://');
  });
});
