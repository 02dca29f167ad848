import { join } from 'node:path';
import { checkJavaReaches } from '../scripts/setup/java.mjs';
import { withLock } from '../scripts/setup/lock.mjs';
import { bringUp } from './bring-up.ts';
import { checkPortsDiffer, checkPortsFree, findFreePorts, standardPorts } from './ports.ts';
import type { StackPorts } from './ports.ts';
import { services } from './services.ts';
import type { StackSettings } from './services.ts';
import { describeStack, recordedSettings, runningProcesses } from './stack.ts';
import type { Stack } from './stack.ts';
import { UserError } from '../command-line/user-error.ts';
import { readRecord, serviceNames } from './stack-record.ts';
import type { ServiceName } from './stack-record.ts';
import type { StackProcesses } from './stack-record.ts';
import { checkOwn, checkReadable, explainRefusal, makeStateFolder, markAsOwn } from './state-folder.ts';

/** How to start a stack. */
export interface StackOptions {
  /** What to start; default: both. */
  readonly services?: readonly ServiceName[];
  /** Ports that have to be these. */
  readonly ports?: Partial<StackPorts>;
  /** What the ports become that `ports` leaves open; default: `standard`, so that addresses are known beforehand. */
  readonly otherPorts?: 'standard' | 'free';
  /** The bearer token every call to Spark Connect has to carry; default: as it was, else none. */
  readonly token?: string | undefined;
  /** Whether Spark Connect speaks TLS, with a self-signed certificate; default: as it was, else not. */
  readonly tls?: boolean | undefined;
  /** Spark settings on top of `stack/spark/spark-defaults.conf`; a Spark that already runs keeps its own. */
  readonly sparkConf?: Readonly<Record<string, string>>;
  /** Told what happens, a line at a time; default: nobody is told. */
  readonly onProgress?: (line: string) => void;
  /** Gives up when aborted; what was started until then is stopped again. */
  readonly signal?: AbortSignal;
}

/** Starts what does not run yet of the stack in a state folder; resolves when both services answer. */
export async function startStack(stateDir: string, options: StackOptions = {}): Promise<Stack & { started: boolean }> {
  checkJavaReaches(stateDir);
  checkReadable(stateDir);
  try {
    const made = makeStateFolder(stateDir);
    checkOwn(stateDir);
    return await withLock(join(stateDir, 'lock'), () => start(stateDir, made, options), options.signal);
  } catch (error) {
    throw explainRefusal(error, stateDir);
  }
}

async function start(stateDir: string, made: boolean, options: StackOptions): Promise<Stack & { started: boolean }> {
  markAsOwn(stateDir, made);
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
  options.signal?.throwIfAborted();
  await bringUp(settings, running, options);
  return { ...describeStack(settings), started: missing.length > 0 };
}

async function chooseSettings(
  stateDir: string,
  running: StackProcesses,
  options: StackOptions,
): Promise<StackSettings> {
  if (options.token !== undefined && !/^[\x21-\x7e]+$/.test(options.token)) {
    throw new UserError('A token consists of one or more visible ASCII characters; take another one, without blanks.');
  }
  const record = readRecord(stateDir);
  const before = record && recordedSettings(stateDir, record);
  const someRun = Object.keys(running).length > 0;
  const others = options.otherPorts === 'free' ? await findFreePorts() : standardPorts;
  const settings = {
    stateDir,
    ports: { ...others, ...(someRun && before?.ports), ...options.ports },
    token: options.token ?? before?.token,
    tls: options.tls ?? before?.tls ?? false,
  };
  if (before !== undefined) checkFits(settings, before, running);
  return settings;
}

/** A service that runs cannot change: what is asked for has to be what it was started with. */
function checkFits(wanted: StackSettings, before: StackSettings, running: StackProcesses): void {
  const differences = [
    ...serviceNames
      .filter((name) => running[name] !== undefined)
      .flatMap((name) => services[name].ports)
      .filter((port) => wanted.ports[port] !== before.ports[port])
      .map((port) => `on port ${before.ports[port]}, not ${wanted.ports[port]}`),
    ...(running.spark && wanted.token !== before.token
      ? [before.token === undefined ? 'without a token' : 'with another token']
      : []),
    ...(running.spark && wanted.tls !== before.tls ? [before.tls ? 'with TLS' : 'without TLS'] : []),
  ];
  if (differences.length === 0) return;
  throw new UserError(
    `The stack in ${before.stateDir} already runs ${differences.join(' and ')}: stop it first with npm run stack -- down.`,
  );
}
