import { spawn } from 'node:child_process';
import { closeSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { findJava, javaEnvironment } from '../scripts/setup/java.mjs';
import { runCommand } from '../scripts/setup/run-command.mjs';
import { classPath, serverJar } from './jars.ts';
import { identify } from './process-identity.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { UserError } from '../command-line/user-error.ts';
import type { ServiceName } from './stack-record.ts';
import { openNewLog, temporaryFolder } from './state-folder.ts';

/**
 * The command that starts a JVM of the stack. The JVM runs in the state folder, and file names are relative to it: every file
 * format that Java reads treats different path characters specially, from commas to umlauts, and a relative path has none of them.
 */
export interface JvmCommand {
  readonly service: ServiceName;
  readonly stateDir: string;
  readonly options: readonly string[];
  readonly mainClass: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** JARs, or folders with classes, that come before those of the service on the class path. */
  readonly extraJars?: readonly string[] | undefined;
  /** Names of jars in the state folder that go on the module path, for the reason that {@link moduleName} gives. */
  readonly modules?: readonly string[];
}

/** Starts a JVM that outlives this process, with its output in its log file. */
export async function startJvm(command: JvmCommand): Promise<ProcessIdentity> {
  const log = openNewLog(command.stateDir, command.service);
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

/** Runs a JVM to its end. Resolves to whether it succeeded and to its output. */
export function runJvm(command: JvmCommand): Promise<{ readonly ok: boolean; readonly output: string }> {
  return runCommand(java(), [argumentFile(command)], { cwd: command.stateDir, env: environment(command) });
}

/** Copies a file to the state folder and returns its name there. */
export function copyToStateFolder(
  { service, stateDir }: Pick<JvmCommand, 'service' | 'stateDir'>,
  file: string,
): string {
  const name = `${service}-${basename(file)}`;
  rmSync(join(stateDir, name), { force: true });
  copyFileSync(file, join(stateDir, name));
  return name;
}

/**
 * Writes the arguments to a file and returns the option that names it. The class path alone is 15 kB: with it in a file, the command
 * line is short enough for `ps` to show which JVM this is.
 */
function argumentFile(command: JvmCommand): string {
  const { service, stateDir, options, mainClass, args, extraJars = [], modules = [] } = command;
  const temporary = join(stateDir, temporaryFolder(service));
  rmSync(temporary, { recursive: true, force: true });
  for (const folder of [temporary, join(stateDir, 'crashes')]) mkdirSync(folder, { recursive: true });
  const file = join(stateDir, `${service}-${mainClass.split('.').at(-1)}.args`);
  const own = service === 'spark' ? serverJar : undefined;
  const all = [
    `-Djava.io.tmpdir=${temporary}`,
    '-XX:ErrorFile=crashes/hs_err_%p.log',
    '-XX:-UsePerfData',
    '-XX:+ExitOnOutOfMemoryError',
    '-Duser.timezone=UTC',
    '-Djava.net.preferIPv4Stack=true',
    ...options,
    '-cp',
    [...extraJars, ...classPath(service)].join(delimiter),
    ...(own === undefined
      ? [mainClass]
      : [
          '--add-modules=ALL-DEFAULT',
          '-p',
          [copyToStateFolder(command, own), ...modules].join(delimiter),
          '-m',
          `${moduleName(command, own)}/${mainClass}`,
        ]),
    ...args,
  ];
  writeFileSync(file, all.map(quoteArgument).join('\n'), { mode: 0o600 });
  return `@${file}`;
}

/**
 * Returns the automatic module name of our own jar, which Java derives from the file name. The jar goes on the module path because it is
 * not in Maven's repository: Java 17 cannot load from a class path folder whose name contains an emoji (it encodes
 * surrogates one by one) or a colon.
 */
function moduleName({ service }: JvmCommand, jar: string): string {
  return `${service}-${basename(jar, '.jar')}`.replaceAll('-', '.');
}

/** Returns an argument as a line of the file that `java @file` reads. */
export function quoteArgument(argument: string): string {
  const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\f': '\\f' };
  return `"${argument.replaceAll(/["\\]/g, '\\$&').replaceAll(/[\n\r\t\f]/g, (found) => escapes[found] ?? found)}"`;
}

function java(): string {
  return join(findJava(process.env, { compiler: false }).home, 'bin', 'java');
}

/** Returns the environment without the variables meant for another Spark or Kafka on this machine. */
function environment({ env }: JvmCommand): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(SPARK|HADOOP|KAFKA)_/.test(name));
  return { ...javaEnvironment(Object.fromEntries(inherited)), ...env };
}
