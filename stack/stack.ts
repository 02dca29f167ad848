import { readFileSync } from 'node:fs';
import { isRunning } from './process-identity.ts';
import { services } from './services.ts';
import type { StackSettings } from './services.ts';
import { tokenFile } from './spark-server.ts';
import { readRecord, serviceNames } from './stack-record.ts';
import type { ServiceName, StackProcesses, StackRecord } from './stack-record.ts';
import { checkpointFolder, checkReadable } from './state-folder.ts';
import { certificateFile } from './tls.ts';

/** A running stack, as its clients see it. */
export interface Stack {
  /** The connection string of Spark Connect, including the token and TLS if they are enabled. */
  readonly sparkRemote: string;
  /** Kafka's bootstrap servers, the same for Spark and for programs on this machine. */
  readonly kafkaServers: string;
  /** The address of Spark's web pages. */
  readonly sparkUi: string;
  /** A folder for Spark's checkpoints. */
  readonly checkpointDir: string;
  /** The certificate that clients must trust, if TLS is enabled. */
  readonly certificateFile: string | undefined;
  readonly stateDir: string;
}

/** The current status of one JVM of the stack. */
export interface ServiceStatus {
  readonly service: ServiceName;
  readonly pid: number | undefined;
  readonly answers: boolean;
}

/** Returns the addresses of a stack with these settings. */
export function describeStack({ stateDir, ports, token, tls }: StackSettings): Stack {
  const encoded = token === undefined ? undefined : encodeURIComponent(token);
  // Spark's clients enable TLS when `token` is set, so without TLS the header is written out.
  const plain = encoded === undefined ? '' : `/;authorization=Bearer%20${encoded}`;
  const secured = `/;use_ssl=true${encoded === undefined ? '' : `;token=${encoded}`}`;
  return {
    sparkRemote: tls ? `sc://localhost:${ports.connect}${secured}` : `sc://127.0.0.1:${ports.connect}${plain}`,
    kafkaServers: `127.0.0.1:${ports.kafka}`,
    sparkUi: `http://127.0.0.1:${ports.sparkUi}`,
    checkpointDir: checkpointFolder(stateDir),
    certificateFile: tls ? certificateFile(stateDir) : undefined,
    stateDir,
  };
}

/** Returns the status of the stack in a state folder. `stack` is set only if both services answer. */
export async function stackStatus(stateDir: string): Promise<{ services: readonly ServiceStatus[]; stack?: Stack }> {
  checkReadable(stateDir);
  const record = readRecord(stateDir);
  if (record === undefined) {
    return { services: serviceNames.map((service) => ({ service, pid: undefined, answers: false })) };
  }
  const settings = recordedSettings(stateDir, record);
  const running = runningProcesses(record);
  const statuses = await Promise.all(
    serviceNames.map(async (service) => {
      const pid = running[service]?.pid;
      const answers =
        pid !== undefined &&
        (await services[service].probe(settings).then(
          () => true,
          () => false,
        ));
      return { service, pid, answers };
    }),
  );
  return { services: statuses, ...(statuses.every(({ answers }) => answers) && { stack: describeStack(settings) }) };
}

/** Returns the settings that a stack was started with. */
export function recordedSettings(stateDir: string, { ports, token, tls }: StackRecord): StackSettings {
  return { stateDir, ports, token: token ? readFileSync(tokenFile(stateDir), 'utf8') : undefined, tls };
}

/** Returns the recorded processes that are still running. */
export function runningProcesses(record: StackRecord | undefined): StackProcesses {
  const entries = Object.entries(record?.processes ?? {}).filter(([, identity]) => isRunning(identity));
  return Object.fromEntries(entries);
}
