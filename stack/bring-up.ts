import { reportLeftoversOnExit } from '../scripts/setup/interruption.mjs';
import { endProcess, isRunning } from './process-identity.ts';
import { waitUntilAnswering } from './readiness.ts';
import { services } from './services.ts';
import type { StackSettings } from './services.ts';
import { removeRecord, serviceNames, writeRecord } from './stack-record.ts';
import type { ServiceName, StackProcesses } from './stack-record.ts';
import { wording } from './wording.ts';

/** Short, because a service that was still starting has no data to save. */
const undoGraceMs = 1000;

/** The options of {@link bringUp} beyond the settings of the stack. */
export interface BringUpOptions {
  readonly services?: readonly ServiceName[];
  readonly sparkConf?: Readonly<Record<string, string>>;
  readonly stock?: boolean;
  readonly v8?: boolean | undefined;
  readonly kafkaConf?: Readonly<Record<string, string>>;
  readonly extraJars?: Partial<Readonly<Record<ServiceName, readonly string[]>>>;
  readonly advertisedKafkaPort?: number;
  readonly onProgress?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * Starts the missing services in parallel and waits until all of them answer. If one fails, stops the services that this call
 * has started.
 */
export async function bringUp(
  settings: StackSettings,
  running: StackProcesses,
  options: BringUpOptions,
): Promise<void> {
  const started: { -readonly [Name in ServiceName]?: StackProcesses[Name] } = {};
  const otherFailed = new AbortController();
  const signal = AbortSignal.any([otherFailed.signal, ...(options.signal ? [options.signal] : [])]);
  const startTime = performance.now();

  const bringUpOne = async (name: ServiceName): Promise<void> => {
    const { title, ports, launch, probe } = services[name];
    let identity = running[name];
    if (identity === undefined) {
      options.onProgress?.(`Starting ${title} …`);
      const { sparkConf = {}, stock, v8, kafkaConf, extraJars, advertisedKafkaPort } = options;
      const launchSettings = { sparkConf, stock, v8, kafkaConf, extraJars: extraJars?.[name], advertisedKafkaPort };
      identity = started[name] = await launch(settings, launchSettings);
      recordProcesses(settings, { ...running, ...started });
    }
    await waitUntilAnswering(name, identity, settings.stateDir, () => probe(settings), signal);
    const seconds = ((performance.now() - startTime) / 1000).toFixed(1);
    if (started[name])
      options.onProgress?.(`${title} answers on 127.0.0.1:${settings.ports[ports[0]]} after ${seconds} s.`);
  };

  const all = (options.services ?? serviceNames).map(bringUpOne);
  try {
    await Promise.all(all);
  } catch (error) {
    otherFailed.abort(error);
    await reportLeftoversOnExit(
      () => leftRunning(started),
      async () => {
        await Promise.allSettled(all);
        await Promise.all(Object.values(started).map((identity) => endProcess(identity, undoGraceMs)));
        recordProcesses(settings, running);
      },
    );
    throw error;
  }
}

function leftRunning(started: StackProcesses): string | undefined {
  const left = serviceNames.flatMap((name) => {
    const identity = started[name];
    return identity !== undefined && isRunning(identity) ? [`${services[name].title} (process ${identity.pid})`] : [];
  });
  return left.length === 0
    ? undefined
    : `Left behind: ${left.join(' and ')}. Stop it with "${wording().command('down')}".`;
}

function recordProcesses({ stateDir, ports, tls, token }: StackSettings, processes: StackProcesses): void {
  if (Object.keys(processes).length === 0) removeRecord(stateDir);
  else writeRecord(stateDir, { ports, tls, token: token !== undefined, processes });
}
