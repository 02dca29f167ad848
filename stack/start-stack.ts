import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { checkJavaReaches, findJava } from '../scripts/setup/java.mjs';
import { withLock } from '../scripts/setup/lock.mjs';
import { bringUp } from './bring-up.ts';
import { standardPorts } from './port-names.ts';
import { checkPortsDiffer, checkPortsFree, findFreePorts, replaceTakenPorts } from './ports.ts';
import type { StackPorts } from './port-names.ts';
import { services } from './services.ts';
import type { StackSettings } from './services.ts';
import { describeStack, recordedSettings, runningProcesses } from './stack.ts';
import type { Stack } from './stack.ts';
import { UserError } from '../command-line/user-error.ts';
import { readRecord, serviceNames } from './stack-record.ts';
import type { ServiceName } from './stack-record.ts';
import type { StackProcesses } from './stack-record.ts';
import { ensureJars } from './jars.ts';
import { wording } from './wording.ts';
import { checkOwn, checkReadable, explainRefusal, makeStateFolder, markAsOwn } from './state-folder.ts';

/** The options of {@link startStack}. */
export interface StackOptions {
  /** The services to start. Default: both. */
  readonly services?: readonly ServiceName[];
  /** Fixed ports. */
  readonly ports?: Partial<StackPorts>;
  /**
   * How to choose the ports that `ports` does not set. Default: `standard`, so that addresses are known in advance.
   * `standard-if-free` replaces those that are in use.
   */
  readonly otherPorts?: 'standard' | 'standard-if-free' | 'free';
  /** The bearer token that every Spark Connect call must carry. Default: the previous token of this stack, or none. */
  readonly token?: string | undefined;
  /** What to use without `token` when Spark is not running. Default: `previous`, which is the previous token of this stack, or none. */
  readonly otherToken?: 'previous' | 'random';
  /** Whether Spark Connect uses TLS, with a self-signed certificate. Default: the previous setting of this stack, or false. */
  readonly tls?: boolean | undefined;
  /** Spark settings that override `stack/spark/spark-defaults.conf`. A Spark that is already running keeps its settings. */
  readonly sparkConf?: Readonly<Record<string, string>>;
  /** Whether Spark runs with its own defaults instead of the settings in `stack/spark`, for comparison. Default: false. */
  readonly stock?: boolean;
  /** Whether Spark has V8 on its class path, for functions that run in it. A running Spark keeps its class path. Default: false. */
  readonly v8?: boolean | undefined;
  /** Kafka settings in addition to `stack/kafka/server.properties`, which they override. A Kafka that is already running keeps its settings. */
  readonly kafkaConf?: Readonly<Record<string, string>>;
  /** JARs, or folders with classes, to add to the class path of a service that is started, before its own. */
  readonly extraJars?: Partial<Readonly<Record<ServiceName, readonly string[]>>>;
  /** The port at which Kafka tells its clients to connect, such as that of a proxy. Default: its own port. */
  readonly advertisedKafkaPort?: number;
  /** Receives progress messages, one line at a time. Default: progress is not reported. */
  readonly onProgress?: (line: string) => void;
  /** Cancels the start; the services that were started so far are stopped. */
  readonly signal?: AbortSignal;
}

/** Starts the services of a stack that are not running yet. Resolves when all requested services answer. */
export async function startStack(stateDir: string, options: StackOptions = {}): Promise<Stack & { started: boolean }> {
  findJava(process.env, { compiler: false });
  checkJavaReaches(stateDir);
  return inStateFolder(stateDir, options.signal, () => start(stateDir, options));
}

/** Makes the state folder that of a stack, and calls `body` while no other process starts or stops that stack. */
export async function inStateFolder<T>(
  stateDir: string,
  signal: AbortSignal | undefined,
  body: () => Promise<T>,
): Promise<T> {
  checkReadable(stateDir);
  try {
    const made = makeStateFolder(stateDir);
    checkOwn(stateDir);
    return await withLock(
      join(stateDir, 'lock'),
      () => {
        markAsOwn(stateDir, made);
        return body();
      },
      signal,
    );
  } catch (error) {
    throw explainRefusal(error, stateDir);
  }
}

async function start(stateDir: string, options: StackOptions): Promise<Stack & { started: boolean }> {
  if (readRecord(stateDir)?.docker) {
    throw new UserError(
      `The ${wording().stack} in ${stateDir} is already running in Docker: stop it first with ${wording().command('down')}.`,
    );
  }
  const running = runningProcesses(readRecord(stateDir));
  const settings = await chooseSettings(stateDir, running, options);
  const wanted = options.services ?? serviceNames;
  const missing = wanted.filter((name) => running[name] === undefined);
  const used = serviceNames.filter((name) => wanted.includes(name) || running[name] !== undefined);
  checkPortsDiffer(
    settings.ports,
    used.flatMap((name) => services[name].ports),
  );
  await checkPortsFree(
    settings.ports,
    missing.flatMap((name) => services[name].ports),
  );
  await ensureJars(missing, options.onProgress, options.signal);
  options.signal?.throwIfAborted();
  await bringUp(settings, running, options);
  return { ...describeStack(settings), started: missing.length > 0 };
}

/** Returns the settings of a start: the requested ones, and otherwise those of the running services. */
export async function chooseSettings(
  stateDir: string,
  running: StackProcesses,
  options: StackOptions,
): Promise<StackSettings> {
  if (options.token !== undefined && !/^[\x21-\x7e]+$/.test(options.token)) {
    throw new UserError('A token consists of one or more visible ASCII characters: choose one without spaces.');
  }
  const record = readRecord(stateDir);
  const previous = record && recordedSettings(stateDir, record);
  const anyRunning = Object.keys(running).length > 0;
  const settings = {
    stateDir,
    ports: await choosePorts(running, anyRunning ? previous?.ports : undefined, options),
    token: options.token ?? (options.otherToken === 'random' && !running.spark ? randomToken() : previous?.token),
    tls: options.tls ?? previous?.tls ?? false,
  };
  if (previous !== undefined) checkUnchanged(settings, previous, running);
  return settings;
}

async function choosePorts(
  running: StackProcesses,
  previous: StackPorts | undefined,
  { ports, otherPorts, services: wanted = serviceNames, onProgress }: StackOptions,
): Promise<StackPorts> {
  const others = otherPorts === 'free' ? await findFreePorts() : standardPorts;
  const chosen = { ...others, ...previous, ...ports };
  if (otherPorts !== 'standard-if-free') return chosen;
  const replaceable = wanted
    .filter((name) => running[name] === undefined)
    .flatMap((name) => services[name].ports)
    .filter((port) => ports?.[port] === undefined);
  return replaceTakenPorts(chosen, replaceable, onProgress);
}

function randomToken(): string {
  return randomBytes(24).toString('base64url');
}

/** Throws if the requested settings differ from those that a running service was started with. */
function checkUnchanged(wanted: StackSettings, previous: StackSettings, running: StackProcesses): void {
  const differences = [
    ...serviceNames
      .filter((name) => running[name] !== undefined)
      .flatMap((name) => services[name].ports)
      .filter((port) => wanted.ports[port] !== previous.ports[port])
      .map((port) => `on port ${previous.ports[port]}, not ${wanted.ports[port]}`),
    ...(running.spark && wanted.token !== previous.token
      ? [previous.token === undefined ? 'without a token' : 'with another token']
      : []),
    ...(running.spark && wanted.tls !== previous.tls ? [previous.tls ? 'with TLS' : 'without TLS'] : []),
  ];
  if (differences.length === 0) return;
  throw new UserError(
    `The ${wording().stack} in ${previous.stateDir} is already running ${differences.join(' and ')}: stop it first with ${wording().command('down')}.`,
  );
}
