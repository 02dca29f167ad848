import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tokenFile } from '../src/session/local-server.ts';
import { v8Jars } from './jars.ts';
import { copyToStateFolder } from './jvm.ts';
import type { JvmCommand } from './jvm.ts';
import { place, stackFile } from './place.ts';
import type { StackPorts } from './port-names.ts';
import { checkpointFolder, temporaryFolder } from './state-folder.ts';
import type { KeyStore } from './tls.ts';

/** The settings that differ between Spark Connect servers. */
export interface SparkSettings {
  readonly stateDir: string;
  readonly ports: StackPorts;
  readonly token: string | undefined;
  readonly keyStore: KeyStore | undefined;
  readonly sparkConf: Readonly<Record<string, string>>;
  /** Whether to leave Spark's own defaults as they are: heap, garbage collector, log level, jars and all settings. */
  readonly stock?: boolean | undefined;
  /** Whether V8 is on the class path, for functions that run in Spark. */
  readonly v8?: boolean | undefined;
}

/** Returns the command that starts Spark Connect. Creates the folders that the server writes to. */
export function sparkCommand(settings: SparkSettings): JvmCommand {
  const { stateDir } = settings;
  mkdirSync(checkpointFolder(stateDir), { recursive: true });
  const defaults = settings.stock ? stockConf : readDefaults();
  const conf = { ...defaults, ...placement(settings), ...security(settings), ...settings.sparkConf };
  const extraOptions = conf['spark.driver.extraJavaOptions']?.split(/\s+/) ?? [];
  return {
    service: 'spark',
    stateDir,
    options: [
      ...(settings.stock ? stockJvmOptions() : [...jvmOptions(), loggingOption(stateDir)]),
      ...extraOptions,
      ...(conf['spark.driver.memory'] === undefined ? [] : [`-Xmx${conf['spark.driver.memory']}`]),
      ...Object.entries(conf).map(([name, value]) => `-D${name}=${value}`),
    ],
    mainClass: 'sparkconnectts.ConnectServer',
    args: [],
    modules: settings.stock ? [] : [copyToStateFolder({ service: 'spark', stateDir }, place.companionJar)],
    extraJars: settings.v8 ? v8Jars() : [],
    // Without SPARK_LOCAL_IP the UI would listen on every interface.
    env: { SPARK_LOCAL_IP: '127.0.0.1', SPARK_LOCAL_DIRS: temporaryFolder('spark'), MALLOC_ARENA_MAX: '2' },
  };
}

function placement({ stateDir, ports }: SparkSettings): Readonly<Record<string, string>> {
  return {
    'spark.driver.host': '127.0.0.1',
    'spark.driver.bindAddress': '127.0.0.1',
    'spark.connect.grpc.binding.address': '127.0.0.1',
    'spark.connect.grpc.binding.port': String(ports.connect),
    'spark.ui.port': String(ports.sparkUi),
    'spark.sql.warehouse.dir': 'warehouse',
    'spark.sql.streaming.checkpointLocation': checkpointFolder(stateDir),
  };
}

function security({ stateDir, token, keyStore }: SparkSettings): Readonly<Record<string, string>> {
  if (token !== undefined) writeFileSync(tokenFile(stateDir), token, { mode: 0o600 });
  return {
    ...(token !== undefined && { 'spark.connect.authenticate.tokenFile': tokenFile(stateDir) }),
    ...(keyStore !== undefined && {
      'spark.connect.grpc.tls.keyStore': keyStore.file,
      'spark.connect.grpc.tls.keyStorePasswordFile': keyStore.passwordFile,
    }),
  };
}

function readDefaults(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    settingLines(stackFile('spark', 'spark-defaults.conf')).map((line) => {
      const [name = '', ...value] = line.split(/\s+/);
      return [name, value.join(' ')];
    }),
  );
}

/** The settings that spark-submit adds when it gets none. Without spark-submit, Spark requires both. */
const stockConf: Readonly<Record<string, string>> = {
  'spark.master': 'local[*]',
  'spark.app.name': 'Spark Connect server',
};

/** Returns the JVM options of spark-submit: those that Java 17 requires, and the default of `spark.driver.memory`. */
function stockJvmOptions(): readonly string[] {
  return [...jvmOptions().filter((option) => !option.startsWith('-X')), '-Xmx1g'];
}

function loggingOption(stateDir: string): string {
  const file = copyToStateFolder({ service: 'spark', stateDir }, stackFile('spark', 'log4j2.properties'));
  return `-Dlog4j2.configurationFile=${file}`;
}

/** Returns the JVM options that Spark needs. */
export function jvmOptions(): readonly string[] {
  return settingLines(stackFile('spark', 'jvm.options'));
}

function settingLines(file: string): readonly string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}
