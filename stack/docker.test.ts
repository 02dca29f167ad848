import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findLocalServer } from '../src/session/local-server.ts';
import { dockerLogsCommand, startInDocker } from './docker.ts';
import { findFreePorts } from './ports.ts';
import { startStack } from './start-stack.ts';
import { stopStack } from './stop-stack.ts';

interface Call {
  readonly args: readonly string[];
  readonly token: string;
  readonly port: string;
}

let folder: string;
let stateDir: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'docker-test-'));
  stateDir = join(folder, 'state');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** Puts a stand-in for docker first in the path, because the tests cannot download images. It prints `output`, and notes its calls. */
function standIn(output = '', exitCode = 0): void {
  const program = join(folder, 'bin', 'docker');
  mkdirSync(join(folder, 'bin'), { recursive: true });
  writeFileSync(
    program,
    `#!${process.execPath}
const { appendFileSync } = require('node:fs');
const { SPARK_CONNECT_TOKEN: token, SPARK_CONNECT_PORT: port } = process.env;
appendFileSync(${JSON.stringify(join(folder, 'calls'))}, JSON.stringify({ args: process.argv.slice(2), token, port }) + '\\n');
process.stderr.write(${JSON.stringify(output)});
process.exit(${exitCode});
`,
  );
  chmodSync(program, 0o755);
  vi.stubEnv('PATH', [join(folder, 'bin'), process.env['PATH']].join(delimiter));
}

function calls(): Call[] {
  const lines = readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Call);
}

const options = async (): Promise<Parameters<typeof startInDocker>[1]> => ({
  services: ['spark'],
  ports: await findFreePorts(),
  otherToken: 'random',
});

describe('a stack in Docker', () => {
  it('is started with its ports and a token, is found by local(), and is stopped with its volumes', async () => {
    standIn('Container spark-1  Started\n');
    const progress: string[] = [];
    const given = await options();
    const started = await startInDocker(stateDir, { ...given, onProgress: (line) => progress.push(line) });
    expect(started).toMatchObject({ started: true, sparkRemote: findLocalServer(stateDir).remote });
    expect(progress.at(-1)).toBe('Container spark-1  Started');
    const again = await startInDocker(stateDir, given);
    expect(again).toEqual({ ...started, started: false });
    await expect(startStack(stateDir, given)).rejects.toThrow('is already running in Docker: stop it first');
    expect(await stopStack(stateDir, { clean: true })).toBe(true);
    expect(existsSync(stateDir)).toBe(false);

    const [up, , down] = calls();
    const project = /^spark-connect-ts-[0-9a-f]{8}$/;
    const file = join(stateDir, 'docker', 'docker-compose.yml');
    const common: unknown[] = ['compose', '--project-name', expect.stringMatching(project), '--file', file];
    expect(up?.args).toEqual([...common, 'up', '--detach', '--wait', '--build', 'spark']);
    expect(up?.port).toBe(String(given.ports?.connect));
    expect(started.sparkRemote).toContain(`authorization=Bearer%20${up?.token}`);
    expect(down?.args).toEqual([...common, 'down', '--volumes']);
  });

  it('says what is wrong with Docker', async () => {
    standIn('Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n', 1);
    await expect(startInDocker(stateDir, await options())).rejects.toThrow('Docker does not answer: start it');
    standIn('failed to solve: no space left\n', 1);
    await expect(startInDocker(stateDir, await options())).rejects.toThrow(
      /failed to solve: no space left\nDocker cannot start the containers/,
    );
  });

  it('has files that Compose accepts', async (context) => {
    const isInstalled = spawnSync('docker', ['compose', 'version']).status === 0;
    if (!isInstalled) context.skip();
    const { PATH } = process.env;
    standIn();
    await startInDocker(stateDir, await options());
    vi.stubEnv('PATH', PATH);
    const { args } = dockerLogsCommand(stateDir, 'spark', { lines: 1, follow: false });
    const { status, stderr, stdout } = spawnSync('docker', [...args.slice(0, 5), 'config'], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const [, buildContext = ''] = /^ +context: (.+)$/m.exec(stdout) ?? [];
    const [, dockerfile = 'Dockerfile'] = /^ +dockerfile: (.+)$/m.exec(stdout) ?? [];
    expect(existsSync(join(buildContext, dockerfile))).toBe(true);
  });
});
