import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../command-line/user-error.ts';
import { errorLines } from '../scripts/setup/run-command.mjs';
import { copyToStateFolder, runJvm } from './jvm.ts';
import type { JvmCommand } from './jvm.ts';
import { stackFile } from './place.ts';
import type { StackPorts } from './port-names.ts';

/** Kafka's data folder, relative to the state folder. */
const dataFolder = 'kafka';

/** What differs between brokers. */
export interface BrokerOptions {
  /** The port at which clients connect. Default: the port of the stack. */
  readonly advertisedPort?: number | undefined;
  /** Settings that override the usual ones. */
  readonly conf?: Readonly<Record<string, string>> | undefined;
}

/** Returns the command that starts the broker. Formats the broker's data folder the first time. */
export async function kafkaCommand(
  stateDir: string,
  ports: StackPorts,
  options: BrokerOptions = {},
): Promise<JvmCommand> {
  const properties = writeProperties(stateDir, ports, options);
  const service = 'kafka';
  const logging = copyToStateFolder({ service, stateDir }, stackFile('kafka', 'log4j.properties'));
  const command = { service, stateDir, options: ['-Xmx384m', `-Dlog4j.configuration=file:${logging}`] } as const;
  if (!existsSync(join(stateDir, dataFolder, 'meta.properties'))) {
    await format(join(stateDir, dataFolder), {
      ...command,
      mainClass: 'kafka.tools.StorageTool',
      args: ['format', '-t', clusterId(), '-c', properties],
    });
  }
  return { ...command, mainClass: 'kafka.Kafka', args: [properties] };
}

/** Formats the data folder, and removes it if that fails halfway. */
async function format(folder: string, command: JvmCommand): Promise<void> {
  const isNew = mkdirSync(folder, { recursive: true }) !== undefined;
  let formatted = false;
  try {
    const { ok, output } = await runJvm(command);
    formatted = ok;
    if (ok) return;
    const lines = errorLines(output, /\b(ERROR|Exception|Error)\b/).map((line) => `  ${line}\n`);
    throw new UserError(
      `${lines.join('')}Kafka cannot format its data folder ${folder}; the output of its tool is above.`,
    );
  } finally {
    if (isNew && !formatted) rmSync(folder, { recursive: true, force: true });
  }
}

/** Returns 16 random bytes in base64url. The first character must not be a dash, or the tool would take the id for an option. */
function clusterId(): string {
  const bytes = randomBytes(16);
  bytes[0]! &= 0x7f;
  return bytes.toString('base64url');
}

/**
 * Writes the broker's settings and returns the file name. `log.dirs` is a relative name, because Java reads properties files as Latin-1
 * with escapes and Kafka splits the value at commas.
 */
function writeProperties(
  stateDir: string,
  ports: StackPorts,
  { advertisedPort = ports.kafka, conf = {} }: BrokerOptions,
): string {
  const name = 'kafka-server.properties';
  const common = readFileSync(stackFile('kafka', 'server.properties'), 'utf8');
  const own = {
    'controller.quorum.voters': `1@127.0.0.1:${ports.kafkaController}`,
    listeners: `PLAINTEXT://127.0.0.1:${ports.kafka},CONTROLLER://127.0.0.1:${ports.kafkaController}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${advertisedPort}`,
    'log.dirs': dataFolder,
    ...conf,
  };
  const lines = Object.entries(own).map(([key, value]) => `${key}=${value}`);
  // Settings may contain passwords.
  writeFileSync(join(stateDir, name), `${common}\n${lines.join('\n')}\n`, { mode: 0o600 });
  return name;
}
