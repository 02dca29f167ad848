import { readFileSync } from 'node:fs';
import { certificateFile, localRemote, tokenFile } from '../src/session/local-server.ts';
import { isRunning } from './process-identity.ts';
import { services } from './services.ts';
import type { StackSettings } from './services.ts';
import { readRecord, serviceNames } from './stack-record.ts';
import type { ServiceName, StackProcesses, StackRecord } from './stack-record.ts';
import { checkpointFolder, checkReadable } from './state-folder.ts';

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
  /** Where it runs, such as `process 4711`, or undefined if it does not run. */
  readonly runsAs: string | undefined;
  readonly answers: boolean;
}

/** Returns the addresses of a stack with these settings. */
export function describeStack({ stateDir, ports, token, tls }: StackSettings): Stack {
  return {
    sparkRemote: localRemote({ port: ports.connect, token, tls }),
    kafkaServers: `127.0.0.1:${ports.kafka}`,
    sparkUi: `http://127.0.0.1:${ports.sparkUi}`,
    checkpointDir: checkpointFolder(stateDir),
    certificateFile: tls ? certificateFile(stateDir) : undefined,
    stateDir,
  };
}

/**
 * Returns the status of the stack in a state folder. `stack` is set only if all required services answer.
 *
 * @param required Default: both services.
 */
export async function stackStatus(
  stateDir: string,
  required: readonly ServiceName[] = serviceNames,
): Promise<{ services: readonly ServiceStatus[]; stack?: Stack }> {
  checkReadable(stateDir);
  const record = readRecord(stateDir);
  if (record === undefined) {
    return { services: serviceNames.map((service) => ({ service, runsAs: undefined, answers: false })) };
  }
  const settings = recordedSettings(stateDir, record);
  const running = runningProcesses(record);
  const statuses = await Promise.all(
    serviceNames.map(async (service) => {
      const pid = running[service]?.pid;
      const place = pid === undefined ? undefined : `process ${pid}`;
      const runsAs = record.docker?.includes(service) ? 'in Docker' : place;
      const answers =
        runsAs !== undefined &&
        (await services[service].probe(settings).then(
          () => true,
          () => false,
        ));
      return { service, runsAs, answers };
    }),
  );
  const isUp = statuses.every(({ service, answers }) => answers || !required.includes(service));
  return { services: statuses, ...(isUp && { stack: describeStack(settings) }) };
}

/** Returns the services that were started in a state folder, even if they have ended since. */
export function startedServices(stateDir: string): readonly ServiceName[] {
  const record = readRecord(stateDir);
  return record?.docker ?? serviceNames.filter((name) => record?.processes[name] !== undefined);
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
