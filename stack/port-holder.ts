import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Returns the process that listens on a TCP port, such as `process 4711 (java -Xmx1g …)`, or undefined if it cannot be determined. */
export function portHolder(port: number): string | undefined {
  const pid = process.platform === 'linux' ? pidFromProc(port) : pidFromLsof(port);
  if (pid === undefined) return undefined;
  const command = commandLine(pid);
  return command === '' ? `process ${pid}` : `process ${pid} (${shorten(command)})`;
}

/** A listening TCP socket as Linux lists it: the address in hex, in groups of four bytes in reverse order. */
export interface Listener {
  readonly address: string;
  readonly port: number;
  readonly inode: string;
}

/** Returns the listening sockets in a table such as `/proc/net/tcp`. */
export function parseListeners(table: string): readonly Listener[] {
  const listening = '0A';
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === listening)
    .map((fields) => {
      const [address = '', port = ''] = (fields[1] ?? '').split(':');
      return { address, port: Number.parseInt(port, 16), inode: fields[9] ?? '' };
    });
}

/** Returns the sockets that a process listens on (Linux only). */
export function listenersOf(pid: number): readonly Listener[] {
  const sockets = new Set(namesIn(`/proc/${pid}/fd`).map((fd) => linkOrEmpty(`/proc/${pid}/fd/${fd}`)));
  return allListeners().filter(({ inode }) => sockets.has(`socket:[${inode}]`));
}

function allListeners(): readonly Listener[] {
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => parseListeners(readOrEmpty(file)));
}

function pidFromProc(port: number): number | undefined {
  return namesIn('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => listenersOf(pid).some((listener) => listener.port === port));
}

function pidFromLsof(port: number): number | undefined {
  try {
    const pid = execFileSync('lsof', ['-nP', '-t', `-iTCP:${port}`, '-sTCP:LISTEN'], { encoding: 'utf8' });
    return Number.parseInt(pid, 10) || undefined;
  } catch {
    return undefined;
  }
}

function commandLine(pid: number): string {
  if (process.platform === 'linux') return readOrEmpty(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim();
  try {
    return execFileSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function linkOrEmpty(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return '';
  }
}
