import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, linkSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { root } from '../../scripts/setup/paths.mjs';
import { runCommand } from '../../scripts/setup/run-command.mjs';
import { onPath } from '../../scripts/setup/java.mjs';

/** What a command has done. */
export interface CommandResult {
  readonly code: number | null;
  readonly output: string;
}

/** How to lay out a node. */
export interface NodeOptions {
  /** An empty folder on a disk, not in memory. */
  readonly folder: string;
  /** The version of the node's own Spark. */
  readonly sparkVersion: string;
  readonly deltaVersion: string;
  /** The attributes of its metadata. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** The libraries that a Dataproc image does not have, by the start of their file names. */
const notOnImage = /^(spark-connect|spark-sql-kafka|spark-token-provider|kafka-clients|commons-pool2|delta-)/;

/**
 * A root file system laid out like that of a Dataproc node, on top of this machine's: Spark below /usr/lib/spark, the metadata server at
 * its real address, Cloud Storage as a folder. It has its own network, so that services can use their real ports.
 */
export class NodeRoot {
  readonly #root: string;
  readonly #holder: ChildProcess;
  readonly #children = new Set<ChildProcess>();

  private constructor(folder: string, holder: ChildProcess) {
    this.#root = join(folder, 'root');
    this.#holder = holder;
  }

  /** Returns why a node cannot be laid out here, or undefined if it can. */
  static async obstacle(): Promise<string | undefined> {
    const missing = ['unshare', 'nsenter', 'ip', 'curl'].find((tool) => onPath(tool, process.env) === undefined);
    if (missing !== undefined) return `${missing} is missing`;
    const { ok } = await runCommand('unshare', ['--mount', '--net', '--uts', 'true']);
    return ok ? undefined : 'namespaces need the permissions of root';
  }

  static async create(options: NodeOptions): Promise<NodeRoot> {
    const { folder } = options;
    const upper = join(folder, 'upper');
    for (const name of ['upper', 'work', 'root']) mkdirSync(join(folder, name), { recursive: true });
    await layOut(upper, options);
    const script = `
      hostname c-m && ip link set lo up && ip addr add 169.254.169.254/32 dev lo &&
      mount -t overlay overlay -o lowerdir=/,upperdir=${upper},workdir=${folder}/work ${folder}/root &&
      mount --rbind /proc ${folder}/root/proc && mount --rbind /dev ${folder}/root/dev && mount -t tmpfs tmpfs ${folder}/root/run &&
      echo ready && exec sleep infinity`;
    const holder = spawn('unshare', ['--mount', '--net', '--uts', 'bash', '-c', script], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const node = new NodeRoot(folder, holder);
    process.once('exit', () => node.#killAll());
    let errors = '';
    holder.stderr.on('data', (text: Buffer) => (errors += text.toString()));
    await new Promise<void>((resolve, reject) => {
      holder.stdout.once('data', () => resolve());
      holder.once('close', () => reject(new Error(`The node cannot be laid out: ${errors}`)));
    });
    node.start(`exec ${process.execPath} /srv/metadata-server.mjs`, 'metadata');
    await node.run(
      'for i in $(seq 50); do /usr/share/google/get_metadata_value attributes/dataproc-role && exit; sleep 0.1; done; exit 1',
    );
    return node;
  }

  /** The path on this machine of a file of the node. */
  pathOf(path: string): string {
    return join('/proc', String(this.#holder.pid), 'root', this.#root, path);
  }

  read(path: string): string {
    return readFileSync(this.pathOf(path), 'utf8');
  }

  /** Runs a command on the node as root. */
  async run(command: string, env: NodeJS.ProcessEnv = {}): Promise<CommandResult> {
    const child = this.#spawn(command, env);
    let output = '';
    child.stdout?.on('data', (text: Buffer) => (output += text.toString()));
    child.stderr?.on('data', (text: Buffer) => (output += text.toString()));
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { code, output };
  }

  /** Starts a command on the node as root, with its output in a log. */
  start(command: string, name: string): ChildProcess {
    return this.#spawn(`exec >/var/log/${name}.log 2>&1; ${command}`, {});
  }

  #spawn(command: string, env: NodeJS.ProcessEnv): ChildProcess {
    const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
    const args = [
      '--target',
      String(this.#holder.pid),
      '--mount',
      '--net',
      '--uts',
      'chroot',
      this.#root,
      '/bin/bash',
      '-c',
      command,
    ];
    const child = spawn('nsenter', args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: path, ...env },
      detached: true,
    });
    this.#children.add(child);
    child.once('close', () => this.#children.delete(child));
    return child;
  }

  /** Starts the service of a unit file as systemd would: its preparations, the service as its user, and what follows its start. */
  async startUnit(name: string): Promise<ChildProcess> {
    const unit = parseUnit(this.read(`etc/systemd/system/${name}.service`));
    const value = (key: string): readonly string[] => unit.get(key) ?? [];
    const [user = 'root'] = value('User');
    const [folder = '/'] = value('WorkingDirectory');
    const as = (command: string): string => {
      const isPrivileged = command.startsWith('+');
      const words = command.replace(/^\+/, '').split(/\s+/).map(quoted).join(' ');
      const environment = value('Environment')
        .flatMap((line) => line.split(/\s+/))
        .map(quoted)
        .join(' ');
      const prefix = isPrivileged ? '' : `runuser -u ${user} -- `;
      return `cd ${folder} && exec ${prefix}env ${environment} ${words}`;
    };
    for (const command of value('ExecStartPre')) await this.#mustRun(as(command));
    const service = this.start(as(value('ExecStart')[0] ?? 'false'), name);
    for (const command of value('ExecStartPost')) await this.#mustRun(as(command));
    return service;
  }

  /** Ends a service as systemd would, and returns its exit code. */
  async stopUnit(service: ChildProcess): Promise<number | null> {
    if (!this.#children.has(service)) return service.exitCode;
    const ended = new Promise<number | null>((resolve) => service.once('close', (code) => resolve(code)));
    signalGroup(service, 'SIGTERM');
    return ended;
  }

  async #mustRun(command: string): Promise<void> {
    const { code, output } = await this.run(command);
    if (code !== 0) throw new Error(`${command} ended with exit code ${code}: ${output}`);
  }

  async stop(): Promise<void> {
    const ended = [...this.#children].map((child) => new Promise((resolve) => child.once('close', resolve)));
    for (const child of this.#children) signalGroup(child, 'SIGTERM');
    const late = setTimeout(() => this.#killAll(), 10_000);
    await Promise.all(ended);
    clearTimeout(late);
    this.#killAll();
  }

  #killAll(): void {
    for (const child of this.#children) signalGroup(child, 'SIGKILL');
    this.#holder.kill('SIGKILL');
  }
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // It has ended.
  }
}

/** Reads a unit file. A key can occur several times. */
export function parseUnit(text: string): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [, key, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) values.set(key, [...(values.get(key) ?? []), value]);
  }
  return values;
}

async function layOut(upper: string, { folder, sparkVersion, deltaVersion, metadata }: NodeOptions): Promise<void> {
  const write = (path: string, text: string, mode = 0o644): void => {
    mkdirSync(dirname(join(upper, path)), { recursive: true });
    writeFileSync(join(upper, path), text);
    chmodSync(join(upper, path), mode);
  };
  mkdirSync(join(upper, 'usr/lib/spark/jars'), { recursive: true });
  for (const jar of await imageJars(folder, sparkVersion, deltaVersion)) {
    linkOrCopy(jar, join(upper, 'usr/lib/spark/jars', basename(jar)));
  }
  // What the scripts of a Spark distribution do: a small JVM builds the command line of the real one.
  write(
    'usr/lib/spark/bin/spark-submit',
    `#!/bin/bash
export SPARK_HOME=/usr/lib/spark SPARK_SCALA_VERSION=2.12
mapfile -d '' -t command < <("$JAVA_HOME/bin/java" -cp '/usr/lib/spark/jars/*' org.apache.spark.launcher.Main org.apache.spark.deploy.SparkSubmit "$@" && printf '%s\\0' ok)
[[ \${command[-1]} == ok ]] || exit 1
unset 'command[-1]' 'command[0]'
command=("\${command[@]}")
command[0]=\${command[0]#$'\\n'}
exec env "\${command[@]}"
`,
    0o755,
  );
  write('usr/lib/spark/conf/spark-defaults.conf', 'spark.eventLog.enabled false\nspark.master yarn\n');
  write(
    'usr/share/google/get_metadata_value',
    '#!/bin/bash\nexec curl --silent --fail --header Metadata-Flavor:Google "http://metadata.google.internal/computeMetadata/v1/instance/$1"\n',
    0o755,
  );
  write('etc/hosts', '127.0.0.1 localhost c-m\n169.254.169.254 metadata.google.internal\n');
  write('usr/local/bin/gcloud', storageProgram, 0o755);
  write('usr/local/bin/systemctl', '#!/bin/bash\necho "$*" >>/var/log/systemctl.log\n', 0o755);
  write('srv/metadata-server.mjs', metadataServer(metadata));
  mkdirSync(join(upper, 'srv/gs'), { recursive: true });
}

/** Returns the jars of Spark of this version that an image has. */
async function imageJars(folder: string, sparkVersion: string, deltaVersion: string): Promise<readonly string[]> {
  const file = join(folder, 'class-path.txt');
  const properties = {
    'spark.version': sparkVersion,
    'delta.version': deltaVersion,
    'mdep.outputFile': file,
    includeScope: 'runtime',
  };
  const given = Object.entries(properties).map(([name, value]) => `-D${name}=${value}`);
  const pom = join(root, 'stack', 'spark', 'pom.xml');
  const { ok, output } = await runCommand('mvn', [
    '--batch-mode',
    '--quiet',
    ...given,
    '--file',
    pom,
    'dependency:build-classpath',
  ]);
  if (!ok) throw new Error(`Maven cannot resolve Spark ${sparkVersion}: ${output}`);
  return readFileSync(file, 'utf8')
    .trim()
    .split(delimiter)
    .filter((jar) => !notOnImage.test(basename(jar)));
}

/** gcloud storage cp, for objects below /srv/gs. */
const storageProgram = `#!/bin/bash
[[ "$1 $2" == 'storage cp' ]] || { echo "ERROR: unexpected gcloud $*" >&2; exit 2; }
target=\${*: -1}
for uri in "\${@:3:$#-3}"; do
  pattern=/srv/gs/\${uri#gs://}
  compgen -G "$pattern" >/dev/null || { echo "ERROR: (gcloud.storage.cp) The following URLs matched no objects or files: $uri" >&2; exit 1; }
  for file in $pattern; do cp "$file" "$target"; done
done
`;

function metadataServer(attributes: Readonly<Record<string, string>>): string {
  return `import { createServer } from 'node:http';
const attributes = ${JSON.stringify(attributes)};
createServer((request, response) => {
  const name = request.url.split('/attributes/')[1];
  if (request.headers['metadata-flavor'] !== 'Google') return response.writeHead(403).end();
  if (!(name in attributes)) return response.writeHead(404).end();
  response.end(attributes[name]);
}).listen(80, '169.254.169.254');
`;
}

function linkOrCopy(file: string, target: string): void {
  try {
    linkSync(file, target);
  } catch {
    copyFileSync(file, target);
  }
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** Copies files to the folder that stands for a bucket. */
export function putObjects(
  node: NodeRoot,
  bucket: string,
  files: readonly { readonly path: string; readonly name: string }[],
): void {
  for (const { path, name } of files) {
    const target = node.pathOf(join('srv/gs', bucket, name));
    mkdirSync(dirname(target), { recursive: true });
    cpSync(path, target);
  }
}
