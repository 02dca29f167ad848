import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup/paths.mjs';
import { runJvm } from './jvm.ts';
import type { JvmCommand } from './jvm.ts';
import type { StackPorts } from './ports.ts';

/** The command that starts the broker; formats its data folder the first time. */
export async function kafkaCommand(stateDir: string, ports: StackPorts): Promise<JvmCommand> {
  const dataDir = join(stateDir, 'kafka');
  const properties = writeProperties(stateDir, dataDir, ports);
  const command = {
    service: 'kafka',
    stateDir,
    options: ['-Xmx384m', `-Dlog4j.configuration=file:${join(root, 'stack', 'kafka', 'log4j.properties')}`],
  } as const;
  if (!existsSync(join(dataDir, 'meta.properties'))) {
    mkdirSync(dataDir, { recursive: true });
    await runJvm({ ...command, mainClass: 'kafka.tools.StorageTool', args: ['format', '-t', clusterId(), '-c', properties] });
  }
  return { ...command, mainClass: 'kafka.Kafka', args: [properties] };
}

/** Sixteen random bytes in base64, whose first character must not be a dash: the tool would take the id for an option. */
function clusterId(): string {
  const bytes = randomBytes(16);
  bytes[0]! &= 0x7f;
  return bytes.toString('base64url');
}

function writeProperties(stateDir: string, dataDir: string, ports: StackPorts): string {
  const file = join(stateDir, 'kafka-server.properties');
  const common = readFileSync(join(root, 'stack', 'kafka', 'server.properties'), 'utf8');
  const own = {
    'controller.quorum.voters': `1@127.0.0.1:${ports.kafkaController}`,
    listeners: `PLAINTEXT://127.0.0.1:${ports.kafka},CONTROLLER://127.0.0.1:${ports.kafkaController}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${ports.kafka}`,
    'log.dirs': dataDir,
  };
  const lines = Object.entries(own).map(([name, value]) => `${name}=${value.replaceAll('\\', '\\\\')}`);
  writeFileSync(file, `${common}\n${lines.join('\n')}\n`);
  return file;
}
