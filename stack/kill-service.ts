import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { identify } from './process-identity.ts';
import { services } from './services.ts';
import { readRecord } from './stack-record.ts';
import type { ServiceName } from './stack-record.ts';

/** Kills services of a stack with SIGKILL, all at once. Resolves when they are gone and their ports are free. */
export async function killServices(stateDir: string, names: readonly ServiceName[]): Promise<void> {
  const record = readRecord(stateDir);
  const victims = names.map((name) => {
    const pid = record?.processes[name]?.pid;
    if (record === undefined || pid === undefined) throw new Error(`${services[name].title} is not running.`);
    return { pid, ports: services[name].ports.map((port) => record.ports[port]) };
  });
  for (const { pid } of victims) process.kill(pid, 'SIGKILL');
  for (const { pid, ports } of victims) {
    // The threads of a JVM die one after another, and only the last one closes its ports.
    while (identify(pid) !== undefined || !(await Promise.all(ports.map(isFree))).every(Boolean)) await sleep(20);
  }
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
