import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../command-line/user-error.ts';
import { onPath } from '../scripts/setup/java.mjs';
import { errorLines, runCommand } from '../scripts/setup/run-command.mjs';
import { tokenFile } from '../src/session/local-server.ts';
import { checkPortsFree } from './ports.ts';
import { place } from './place.ts';
import type { PortName } from './port-names.ts';
import type { StackSettings } from './services.ts';
import { describeStack, recordedSettings, runningProcesses, type Stack } from './stack.ts';
import { readRecord, serviceNames, writeRecord, type ServiceName } from './stack-record.ts';
import { chooseSettings, inStateFolder, type StackOptions } from './start-stack.ts';
import { wording } from './wording.ts';

/** What the build of the image reads, beside the companion jar. */
const buildFiles = ['docker-compose.yml', join('stack', 'spark'), join('companion', 'pom.xml')];

/** The ports that docker-compose.yml publishes. */
const publishedPorts: Readonly<Record<ServiceName, readonly PortName[]>> = {
  spark: ['connect', 'sparkUi'],
  kafka: ['kafka'],
};

/** The options of {@link startStack} that also apply to containers. */
export type DockerOptions = Pick<
  StackOptions,
  'services' | 'ports' | 'otherPorts' | 'token' | 'otherToken' | 'onProgress' | 'signal'
>;

/** Starts the services in Docker. Resolves when they are ready. */
export function startInDocker(stateDir: string, options: DockerOptions): Promise<Stack & { started: boolean }> {
  return inStateFolder(stateDir, options.signal, () => start(stateDir, options));
}

async function start(stateDir: string, options: DockerOptions): Promise<Stack & { started: boolean }> {
  const record = readRecord(stateDir);
  if (Object.keys(runningProcesses(record)).length > 0) {
    throw new UserError(
      `The ${wording().stack} in ${stateDir} is already running without Docker: stop it first with ${wording().command('down')}.`,
    );
  }
  const wanted = serviceNames.filter(
    (name) => (options.services ?? serviceNames).includes(name) || record?.docker?.includes(name),
  );
  const missing = wanted.filter((name) => !record?.docker?.includes(name));
  const settings = record?.docker
    ? recordedSettings(stateDir, record)
    : await chooseSettings(stateDir, {}, { ...options, services: wanted, tls: false });
  await checkPortsFree(
    settings.ports,
    missing.flatMap((name) => publishedPorts[name]),
  );
  copyBuildFiles(stateDir);
  options.onProgress?.('Starting the containers; the first time, Docker downloads and builds the images …');
  const { ports, tls, token } = settings;
  // Before the start, so that "down" also removes what a failed start has left.
  if (token !== undefined) writeFileSync(tokenFile(stateDir), token, { mode: 0o600 });
  writeRecord(stateDir, { ports, tls, token: token !== undefined, processes: {}, docker: wanted });
  await compose(settings, ['up', '--detach', '--wait', '--build', ...wanted], options.onProgress);
  return { ...describeStack(settings), started: missing.length > 0 };
}

/** Stops the containers of the stack in a state folder, if it has any. `clean` also deletes their data. */
export async function stopInDocker(stateDir: string, { clean }: { readonly clean: boolean }): Promise<void> {
  const record = readRecord(stateDir);
  if (record?.docker === undefined) return;
  await compose(recordedSettings(stateDir, record), ['down', ...(clean ? ['--volumes'] : [])], undefined);
}

/** Returns the command that prints the log of a container. */
export function dockerLogsCommand(
  stateDir: string,
  service: ServiceName,
  { lines, follow }: { readonly lines: number; readonly follow: boolean },
): { readonly command: string; readonly args: readonly string[] } {
  const options = ['--no-log-prefix', '--tail', String(lines), ...(follow ? ['--follow'] : [])];
  return { command: docker(), args: [...composeArguments(stateDir), 'logs', ...options, service] };
}

/** Copies the files of the image to the state folder, because the folder of the package may be read-only. */
function copyBuildFiles(stateDir: string): void {
  const folder = join(stateDir, 'docker');
  rmSync(folder, { recursive: true, force: true });
  for (const name of buildFiles) cpSync(join(place.root, name), join(folder, name), { recursive: true });
  const jar = join(folder, 'companion', 'target', 'companion.jar');
  mkdirSync(dirname(jar), { recursive: true });
  cpSync(place.companionJar, jar);
}

async function compose(
  { stateDir, ports, token }: StackSettings,
  args: readonly string[],
  onProgress: ((line: string) => void) | undefined,
): Promise<void> {
  const env = {
    ...process.env,
    SPARK_CONNECT_PORT: String(ports.connect),
    SPARK_UI_PORT: String(ports.sparkUi),
    KAFKA_PORT: String(ports.kafka),
    SPARK_CONNECT_TOKEN: token ?? '',
  };
  const onOutput = (text: string): void => {
    for (const line of text.split('\n'))
      if (/^\s*Container .* (Started|Healthy)\s*$/.test(line)) onProgress?.(line.trim());
  };
  const { ok, output } = await runCommand(docker(), [...composeArguments(stateDir), ...args], {
    cwd: stateDir,
    env,
    onOutput,
  });
  if (ok) return;
  const lines = errorLines(output, /error|cannot|denied|failed/i).map((line) => `  ${line}\n`);
  throw new UserError(
    /Cannot connect to the Docker daemon|Is the docker daemon running/i.test(output)
      ? 'Docker does not answer: start it, and run the same command again.'
      : `${lines.join('')}Docker cannot ${args[0] === 'up' ? 'start' : 'stop'} the containers; the end of its output is above.`,
  );
}

function composeArguments(stateDir: string): readonly string[] {
  const project = `spark-connect-ts-${createHash('sha256').update(stateDir).digest('hex').slice(0, 8)}`;
  return ['compose', '--project-name', project, '--file', join(stateDir, 'docker', 'docker-compose.yml')];
}

function docker(): string {
  const found = onPath('docker', process.env);
  if (found !== undefined) return found;
  throw new UserError(
    'Docker is missing (no docker on the PATH): install it, or leave out --docker, which takes Java 17 and Maven.',
  );
}
