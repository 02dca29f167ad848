import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { portHolder } from './port-holder.ts';
import { UserError } from '../command-line/user-error.ts';

/** The ports of a stack, all on 127.0.0.1. */
export interface StackPorts {
  readonly connect: number;
  readonly sparkUi: number;
  readonly kafka: number;
  readonly kafkaController: number;
}

/** One of the ports of a stack. */
export type PortName = keyof StackPorts;

/** The environment variable that sets each port. */
export const portVariables: Readonly<Record<PortName, string>> = {
  connect: 'SPARK_CONNECT_PORT',
  sparkUi: 'SPARK_UI_PORT',
  kafka: 'KAFKA_PORT',
  kafkaController: 'KAFKA_CONTROLLER_PORT',
};

/** The default ports of Spark and Kafka. */
export const standardPorts: StackPorts = { connect: 15002, sparkUi: 4040, kafka: 9092, kafkaController: 9093 };

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
      return `${portVariables[each]}${standard}`;
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
 * @throws UserError when a port is in use; the message names the process and the variable that changes our port
 */
export async function checkPortsFree(ports: StackPorts, names: readonly PortName[]): Promise<void> {
  for (const name of names) {
    const port = ports[name];
    try {
      const { close } = await listen(port);
      await close();
    } catch {
      throw new UserError(portConflict(name, port, portHolder(port)));
    }
  }
}

/** Returns the message for a port in use. `holder` is the process that listens on it, if known. */
export function portConflict(name: PortName, port: number, holder: string | undefined): string {
  return `Port ${port} is in use by ${holder ?? 'another process'}: stop it, or choose another port with ${portVariables[name]}.`;
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
