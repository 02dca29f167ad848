import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createServer as createTlsServer } from 'node:tls';
import { transform } from 'esbuild';
import { root } from '../../setup/paths.mjs';
import type { Stack } from '../../../stack/stack.ts';
import { localCertificate } from '../bridge/local-certificate.ts';
import { startCuttingProxy } from '../chaos/cutting-proxy.ts';

/** The outcome of a case. */
export interface CaseOutcome {
  readonly name: string;
  readonly ok: boolean;
  readonly milliseconds: number;
  readonly error?: string;
}

/** How long a program may take after its last case. */
const lingerMilliseconds = 5000;

/** Writes the program, which imports the installed package by name, into a project. */
export async function writeSmokeProgram(project: string): Promise<void> {
  const source = readFileSync(join(root, 'scripts', 'checks', 'runtimes', 'smoke.ts'), 'utf8')
    .replaceAll("'../../../src/index.ts'", "'spark-connect-ts'")
    .replaceAll(/'\.\.\/\.\.\/\.\.\/src\/(\w+)\.ts'/g, "'spark-connect-ts/$1'");
  const { code } = await transform(source, { loader: 'ts', target: 'node20', sourcefile: 'smoke.ts' });
  writeFileSync(join(project, 'smoke.mjs'), code);
}

/** The ways to a server, which the program gets as its environment. */
export interface Ways {
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Opens a proxy with TLS to a server, and one whose connections a request to `CUT_URL` cuts. */
export async function openWays({ sparkRemote, sparkUi }: Stack, folder: string): Promise<Ways> {
  const port = Number(new URL(sparkRemote.replace('sc:', 'http:')).port);
  const at = (other: number | undefined, remote = sparkRemote): string => remote.replace(`:${port}`, `:${other}`);

  const cutting = await startCuttingProxy(port, 0);
  const control = createServer((_, response) => {
    cutting.cut();
    response.end();
  });
  const certificate = await localCertificate();
  const tls = createTlsServer({ ...certificate, ALPNProtocols: ['h2'] }, (client) => {
    const target = connect(port, '127.0.0.1');
    for (const [socket, other] of [[client, target] as const, [target, client] as const]) {
      socket.on('error', () => {}).on('close', () => other.destroy());
    }
    client.pipe(target).pipe(client);
  });
  const ports = await Promise.all([control, tls].map((server) => listen(server)));
  const authority = join(folder, 'ca.pem');
  writeFileSync(authority, certificate.cert);
  return {
    env: {
      REMOTE: sparkRemote,
      TLS_REMOTE: withTls(at(ports[1]).replace('127.0.0.1', 'localhost')),
      TLS_CA: authority,
      CUT_REMOTE: at(cutting.port),
      CUT_URL: `http://127.0.0.1:${ports[0]}/`,
      SPARK_UI: sparkUi,
    },
    async close() {
      control.close();
      tls.close();
      await cutting.close();
    },
  };
}

function withTls(remote: string): string {
  return remote.includes('/;') ? `${remote};use_ssl=true` : `${remote}/;use_ssl=true`;
}

function listen(server: {
  listen(port: number, host: string, done: () => void): unknown;
  address(): unknown;
}): Promise<number> {
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { readonly port: number }).port)),
  );
}

/** Runs the program in a runtime. The last outcome is about its end. */
export async function runSmoke(
  command: readonly string[],
  project: string,
  env: Readonly<Record<string, string>>,
  onOutcome: (outcome: CaseOutcome) => void,
): Promise<void> {
  const [program = '', ...args] = command;
  const child = spawn(program, [...args, 'smoke.mjs'], {
    cwd: project,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  let last = performance.now();
  let timer: NodeJS.Timeout | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    clearTimeout(timer);
    last = performance.now();
    if (!line.startsWith('{')) continue;
    const outcome = JSON.parse(line) as CaseOutcome | { readonly stopped: true };
    if ('name' in outcome) onOutcome(outcome);
    else timer = setTimeout(kill, lingerMilliseconds);
  }
  const code = await closed;
  clearTimeout(timer);
  process.off('exit', kill);
  const ok = code === 0;
  const milliseconds = performance.now() - last;
  const error = code === null ? 'The process did not end.' : errors.trim().slice(-2000);
  onOutcome({ name: 'stop, and the end of the process', ok, milliseconds, ...(!ok && { error }) });
}
