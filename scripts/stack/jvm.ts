import { execFile, spawn } from 'node:child_process';
import { closeSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { findJava } from '../setup/java.mjs';
import { classPath } from '../setup/jvm-jars.mjs';
import { identify } from './process-identity.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { UserError } from '../../jobs/command-line/user-error.ts';
import type { ServiceName } from './stack-record.ts';
import { openFreshLog, temporaryFolder } from './state-folder.ts';

/** What a JVM of the stack is started with. */
export interface JvmCommand {
  readonly service: ServiceName;
  readonly stateDir: string;
  readonly options: readonly string[];
  readonly mainClass: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts a JVM that outlives this process; what it prints goes to its log. */
export async function startJvm(command: JvmCommand): Promise<ProcessIdentity> {
  const log = openFreshLog(command.stateDir, command.service);
  const child = spawn(java(), [argumentFile(command)], {
    cwd: command.stateDir,
    env: environment(command),
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  child.unref();
  const identity = child.pid === undefined ? undefined : identify(child.pid);
  if (identity === undefined) throw new UserError(`${command.mainClass} ended at once.`);
  return identity;
}

/** Runs a JVM to its end and returns what it printed. */
export async function runJvm(command: JvmCommand): Promise<string> {
  const { stdout } = await promisify(execFile)(java(), [argumentFile(command)], {
    cwd: command.stateDir,
    env: environment(command),
  });
  return stdout;
}

/** The class path alone is 15 kB: in a file it leaves the command short enough for `ps` to show whose JVM this is. */
function argumentFile({ service, stateDir, options, mainClass, args }: JvmCommand): string {
  const temporary = temporaryFolder(stateDir, service);
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  const file = join(stateDir, `${service}-${mainClass.split('.').at(-1)}.args`);
  const all = [
    `-Djava.io.tmpdir=${temporary}`,
    `-XX:ErrorFile=${join(stateDir, 'hs_err_%p.log')}`,
    '-XX:-UsePerfData',
    '-XX:+ExitOnOutOfMemoryError',
    '-Duser.timezone=UTC',
    '-Djava.net.preferIPv4Stack=true',
    ...options,
    '-cp',
    classPath(service).join(delimiter),
    mainClass,
    ...args,
  ];
  writeFileSync(file, all.map(quote).join('\n'), { mode: 0o600 });
  return `@${file}`;
}

function quote(argument: string): string {
  return `"${argument.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

function java(): string {
  return join(findJava(process.env).home, 'bin', 'java');
}

/** Without the variables meant for another Spark or Kafka on this machine. */
function environment({ env }: JvmCommand): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(SPARK|HADOOP|KAFKA)_/.test(name));
  return { ...Object.fromEntries(inherited), ...env };
}
