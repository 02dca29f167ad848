import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { portHolder } from './port-holder.ts';
import { portVariables, standardPorts } from './port-names.ts';
import type { PortName, StackPorts } from './port-names.ts';
import { UserError } from '../command-line/user-error.ts';
import { wording } from './wording.ts';

/**
 * Returns the ports that are set in the environment.
 *
 * @throws UserError when a value is not a port number
 */
export function portsFromEnvironment(env: NodeJS.ProcessEnv): Partial<StackPorts> {
  const named = Object.entries(portVariables).flatMap(([name, variable]) => {
    const text = env[variable];
    if (text === undefined || text === '') return [];
    const port = Number(text);
    if (!Number.isInteger(port) || port < 1 || port > 65535) {
      throw new UserError(`${variable} is ${JSON.stringify(text)}, but a port is a number from 1 to 65535.`);
    }
    return [[name, port] as const];
  });
  return Object.fromEntries(named);
}

/**
 * Checks that no two of the named ports are the same, before anything listens on them.
 *
 * @throws UserError when two of them are the same
 */
export function checkPortsDiffer(ports: StackPorts, names: readonly PortName[]): void {
  for (const [index, name] of names.entries()) {
    const other = names.slice(0, index).find((earlier) => ports[earlier] === ports[name]);
    if (other === undefined) continue;
    const [first, second] = [other, name].map((each) => {
      const standard = ports[each] === standardPorts[each] ? ' (its default)' : '';
      return `${wording().ports[each]}${standard}`;
    });
    throw new UserError(`${first} and ${second} are both ${ports[name]}: give each its own port.`);
  }
}

/** Finds four ports on which nothing is currently listening. */
export async function findFreePorts(): Promise<StackPorts> {
  const servers = await Promise.all([listen(0), listen(0), listen(0), listen(0)]);
  const [connect, sparkUi, kafka, kafkaController] = servers.map(({ port }) => port) as [
    number,
    number,
    number,
    number,
  ];
  await Promise.all(servers.map(({ close }) => close()));
  return { connect, sparkUi, kafka, kafkaController };
}

/**
 * Checks that the named ports are free.
 *
 * @throws UserError when a port is in use; the message names the process and the setting of our port
 */
export async function checkPortsFree(ports: StackPorts, names: readonly PortName[]): Promise<void> {
  for (const name of names) {
    const port = ports[name];
    if (!(await isFree(port))) throw new UserError(portConflict(name, port, portHolder(port)));
  }
}

/** Replaces those of the named ports that are in use. `onProgress` receives a sentence about each. */
export async function replaceTakenPorts(
  ports: StackPorts,
  names: readonly PortName[],
  onProgress: ((line: string) => void) | undefined,
): Promise<StackPorts> {
  const free = await findFreePorts();
  const replaced = { ...ports };
  for (const name of names) {
    const taken = ports[name];
    if (await isFree(taken)) continue;
    replaced[name] = free[name];
    onProgress?.(`Port ${taken} is in use by ${portHolder(taken) ?? 'another process'}; using ${free[name]} instead.`);
  }
  return replaced;
}

async function isFree(port: number): Promise<boolean> {
  try {
    const { close } = await listen(port);
    await close();
    return true;
  } catch {
    return false;
  }
}

/** Returns the message for a port in use. `holder` is the process that listens on it, if known. */
export function portConflict(name: PortName, port: number, holder: string | undefined): string {
  return `Port ${port} is in use by ${holder ?? 'another process'}: stop it, or choose another port with ${wording().ports[name]}.`;
}

function listen(port: number): Promise<{ port: number; close: () => Promise<void> }> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      resolve({
        port: (server.address() as AddressInfo).port,
        close: () => new Promise((closed) => server.close(() => closed())),
      });
    });
  });
}
