import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { ConnectionError } from '../errors/connection-error.ts';

/** How to reach a Spark Connect server on this machine. */
export interface LocalAddress {
  readonly port: number;
  /** The bearer token that the server requires, if any. */
  readonly token: string | undefined;
  readonly tls: boolean;
}

/** A running server on this machine, as its clients see it. */
export interface LocalServer {
  readonly remote: string;
  /** The certificate that clients must trust, if the server uses TLS. */
  readonly certificateFile: string | undefined;
}

/** The part of a server's record that clients need. `stack/stack-record.ts` writes it. */
interface ServerRecord {
  readonly ports: { readonly connect: number };
  readonly token: boolean;
  readonly tls: boolean;
  /** Empty if the server runs in Docker. */
  readonly processes: { readonly spark?: { readonly pid: number } };
  /** The services that run in Docker. */
  readonly docker?: readonly string[];
}

/**
 * Returns the folder in which `npx spark-connect-ts up` keeps the server of this user, by the XDG conventions: Relative paths in its
 * variables are ignored.
 */
export function localServerFolder(env: NodeJS.ProcessEnv = process.env): string {
  const state = env['XDG_STATE_HOME'] ?? '';
  return join(isAbsolute(state) ? state : join(homedir(), '.local', 'state'), 'spark-connect-ts', 'server');
}

/** Returns the file that describes what was started in a folder. */
export function recordFile(folder: string): string {
  return join(folder, 'stack.json');
}

/** Returns the file with the bearer token of a server. It is a file because every user can read command lines. */
export function tokenFile(folder: string): string {
  return join(folder, 'spark-token');
}

/** Returns the path of the certificate that clients must trust, in PEM format. */
export function certificateFile(folder: string): string {
  return join(folder, 'tls', 'ca.pem');
}

/** Returns the connection string of a server. */
export function localRemote({ port, token, tls }: LocalAddress): string {
  const encoded = token === undefined ? undefined : encodeURIComponent(token);
  // Spark's clients enable TLS when `token` is set, so without TLS the header is written out.
  const plain = encoded === undefined ? '' : `/;authorization=Bearer%20${encoded}`;
  const secured = `/;use_ssl=true${encoded === undefined ? '' : `;token=${encoded}`}`;
  return tls ? `sc://localhost:${port}${secured}` : `sc://127.0.0.1:${port}${plain}`;
}

/**
 * Finds the server that was started in a folder.
 *
 * @param given the folder. Default: that of the user.
 * @throws ConnectionError when no server runs there.
 */
export function findLocalServer(given: string | undefined): LocalServer {
  const folder = given ?? localServerFolder();
  const record = readRecord(folder);
  const pid = record?.processes.spark?.pid;
  if (record === undefined || (record.docker === undefined && (pid === undefined || !isAlive(pid)))) {
    const option = given === undefined ? '' : ` --dir ${given}`;
    throw new ConnectionError(
      `No local Spark Connect server is running: start one with "npx spark-connect-ts up${option}".`,
    );
  }
  const { ports, tls } = record;
  const token = record.token ? readFileSync(tokenFile(folder), 'utf8') : undefined;
  return {
    remote: localRemote({ port: ports.connect, token, tls }),
    certificateFile: tls ? certificateFile(folder) : undefined,
  };
}

function readRecord(folder: string): ServerRecord | undefined {
  try {
    return JSON.parse(readFileSync(recordFile(folder), 'utf8')) as ServerRecord;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new ConnectionError(`${recordFile(folder)} cannot be read, so the local server is unknown.`, {
      cause: error,
    });
  }
}

/** A later process may have the same pid; connecting fails then. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
