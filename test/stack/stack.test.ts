import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { credentials, makeGenericClientConstructor, Metadata, status } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';
import type { Admin } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SparkConnectService } from '../../gen/spark/connect/base_pb.ts';
import { createKafka } from '../../jobs/kafka/create-kafka.ts';
import { root, setupDir } from '../../scripts/setup/paths.mjs';
import { listenersOf } from '../../stack/port-holder.ts';
import { portVariables } from '../../stack/port-names.ts';
import { findFreePorts } from '../../stack/ports.ts';
import type { PortName, StackPorts } from '../../stack/port-names.ts';
import { probeKafka } from '../../stack/probe-kafka.ts';
import { probeSpark } from '../../stack/probe-spark.ts';
import { identify } from '../../stack/process-identity.ts';
import { readRecord } from '../../stack/stack-record.ts';
import type { ServiceName } from '../../stack/stack-record.ts';
import { startStack } from '../../stack/start-stack.ts';
import { stopStack } from '../../stack/stop-stack.ts';
import { SparkSession } from '../../src/index.ts';
import { certificateFile } from '../../src/session/local-server.ts';
import { ownStackFolder } from '../../stack/own-stacks.ts';
import { bundleProgram } from '../setup/bundle-program.ts';

/** A folder name with characters that are special to Java, Kafka's properties, Log4j or a shell. */
const oddName = `cli ö ä,ß "q" 'a' =x #1 %41 %zz $HOME \`id\` ; & | ~ ! 🎉 Ж\t\n end `;
const stateDir = ownStackFolder(oddName);
const script = join(setupDir, 'test', `stack-${process.pid}.mjs`);
const token = 'a-token;with=signs&100%';
/** A generous limit for things that take a moment, or longer on a busy machine. */
const patience = { timeout: 20_000 };
let ports: StackPorts;

interface Outcome {
  readonly code: number | null;
  readonly output: string;
}

/** Starts the real command from a folder outside the clone, in the C locale, which has the smallest character set. */
function begin(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): { readonly pid: number; readonly outcome: Promise<Outcome> } {
  const own = Object.entries(portVariables).map(
    ([name, variable]) => [variable, String(ports[name as PortName])] as const,
  );
  const child = spawn(process.execPath, [join(root, 'scripts/run.mjs'), script, ...args], {
    cwd: '/',
    env: { ...process.env, LC_ALL: 'C', STACK_DIR: stateDir, ...Object.fromEntries<string>(own), ...env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const outcome = new Promise<Outcome>((resolve) => child.once('close', (code) => resolve({ code, output })));
  return { pid: child.pid ?? NaN, outcome };
}

/** Runs the real command until it ends. */
function stack(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Outcome> {
  return begin(args, env).outcome;
}

async function withAdmin<T>(use: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = createKafka([`127.0.0.1:${ports.kafka}`]).admin();
  await admin.connect();
  try {
    return await use(admin);
  } finally {
    await admin.disconnect();
  }
}

function createTopic(topic: string): Promise<boolean> {
  return withAdmin((admin) => admin.createTopics({ topics: [{ topic }], waitForLeaders: true }));
}

function topics(): Promise<string[]> {
  return withAdmin((admin) => admin.listTopics());
}

function pidOf(service: ServiceName): number {
  return readRecord(stateDir)?.processes[service]?.pid ?? NaN;
}

/** Calls a method of the Connect service with an empty request, and returns the status of the response. */
function statusOf(method: string, authorization?: string): Promise<status> {
  const Client = makeGenericClientConstructor({}, 'SparkConnectService');
  const client = new Client(
    `localhost:${ports.connect}`,
    credentials.createSsl(readFileSync(certificateFile(stateDir))),
  );
  const metadata = new Metadata();
  if (authorization !== undefined) metadata.set('authorization', authorization);
  const bytes = (value: Buffer): Buffer => value;
  return new Promise<status>((resolve) => {
    const answered = (error: ServiceError | null): void => resolve(error?.code ?? status.OK);
    const path = `/${SparkConnectService.typeName}/${method}`;
    client.makeUnaryRequest(path, bytes, bytes, Buffer.alloc(0), metadata, { deadline: Date.now() + 5000 }, answered);
  }).finally(() => client.close());
}

describe('npm run stack', () => {
  beforeAll(async () => {
    await bundleProgram('scripts/stack.ts', script);
    ports = await findFreePorts();
  });
  afterAll(async () => {
    await stopStack(stateDir, { clean: true });
    rmSync(script, { force: true });
  });

  it('status reports that nothing runs before the first start', async () => {
    const { code, output } = await stack(['status']);
    expect(output).toContain('Spark Connect is not running');
    expect(output).toContain('Kafka is not running');
    expect(code).toBe(1);
  });

  it('up names the process that holds a port, and the variable that changes the port', async () => {
    const squatter = createServer();
    await new Promise<void>((listening) => squatter.listen(ports.kafka, '127.0.0.1', listening));
    const { code, output } = await stack(['up']);
    squatter.close();
    expect(output).toContain(`Port ${ports.kafka} is in use by process ${process.pid} (`);
    expect(output).toContain('choose another port with KAFKA_PORT');
    expect(output).not.toContain('    at ');
    expect(code).toBe(1);
  });

  it('up rejects equal ports before it starts anything', async () => {
    const { code, output } = await stack(['up'], { KAFKA_PORT: String(ports.connect) });
    expect(output).toBe(`SPARK_CONNECT_PORT and KAFKA_PORT are both ${ports.connect}: give each its own port.\n`);
    expect(code).toBe(1);
  });

  it('up and down --clean reject a folder that does not belong to a stack', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'not-a-stack-'));
    mkdirSync(join(folder, 'tmp'));
    const up = await stack(['up'], { STACK_DIR: folder });
    const down = await stack(['down', '--clean'], { STACK_DIR: folder });
    expect(up.output).toContain(`${folder} is not empty and was not created by a stack`);
    expect(down.output).toContain(`${folder} was not created by a stack, so nothing in it was deleted`);
    expect([up.code, down.code]).toEqual([1, 1]);
    expect(readdirSync(folder)).toEqual(['tmp']);
    rmSync(folder, { recursive: true });
    const { output } = await stack(['down', '--clean'], { STACK_DIR: '' });
    expect(output).toBe('STACK_DIR is set but empty: set it to a folder, or unset it.\n');
  });

  it('up stops what it has started when it is interrupted', async () => {
    const { pid, outcome } = begin(['up']);
    await expect.poll(() => pidOf('spark'), patience).not.toBeNaN();
    const spark = pidOf('spark');
    process.kill(pid, 'SIGINT');
    process.kill(pid, 'SIGINT');
    expect((await outcome).code).toBe(130);
    expect(identify(spark)).toBeUndefined();
    expect(readRecord(stateDir)).toBeUndefined();
  });

  it('up ends at once when it is interrupted again, and names what is still running', async () => {
    const { pid, outcome } = begin(['up']);
    await expect.poll(() => pidOf('spark'), patience).not.toBeNaN();
    const spark = pidOf('spark');
    process.kill(spark, 'SIGSTOP');
    const pressing = setInterval(() => process.kill(pid, 'SIGINT'), 50);
    const { code, output } = await outcome;
    clearInterval(pressing);
    expect(output).toMatch(
      /\nLeft behind: Spark Connect \(process \d+\).*\. Stop it with "npm run stack -- down"\.\n$/,
    );
    expect(output).toContain(`(process ${spark})`);
    expect(code).toBe(130);
    process.kill(spark, 'SIGCONT');
    await stack(['down']);
    expect(identify(spark)).toBeUndefined();
    expect(readRecord(stateDir)).toBeUndefined();
  });

  it('up shows why a service failed to start, and stops the other service', async () => {
    const starting = startStack(stateDir, { otherPorts: 'free', sparkConf: { 'spark.master': 'nowhere' } });
    await expect(starting).rejects.toThrow(
      /Could not parse Master URL: 'nowhere'[^]*Spark Connect stopped while it was starting; the end of its log/,
    );
    expect(readRecord(stateDir)).toBeUndefined();
  });

  it('up starts both services and waits until they respond', async () => {
    const { code, output } = await stack(['up']);
    expect(output).toContain('The stack is up.');
    expect(output).toContain(`sc://127.0.0.1:${ports.connect}\n`);
    expect(code).toBe(0);
    expect(await probeSpark({ address: `127.0.0.1:${ports.connect}` })).toBe('3.5.7');
    await expect(probeKafka(`127.0.0.1:${ports.kafka}`)).resolves.toBeUndefined();
    expect((await stack(['status'])).code).toBe(0);
  });

  it.runIf(process.platform === 'linux')('the services listen on 127.0.0.1 only', () => {
    const loopback = /^(0100007F|0000000000000000FFFF00000100007F)$/;
    const listeners = [...listenersOf(pidOf('spark')), ...listenersOf(pidOf('kafka'))];
    expect(listeners.map(({ port }) => port)).toEqual(expect.arrayContaining(Object.values(ports)));
    expect(listeners.filter(({ address }) => !loopback.test(address))).toEqual([]);
  });

  it('up leaves running services alone', async () => {
    const before = [pidOf('spark'), pidOf('kafka')];
    const { code, output } = await stack(['up']);
    expect(output).toContain('The stack is already up.');
    expect([pidOf('spark'), pidOf('kafka')]).toEqual(before);
    expect(code).toBe(0);
  });

  it('up --token rejects a server that already runs without a token', async () => {
    const { code, output } = await stack(['up', '--token', token]);
    expect(output).toContain(`The stack in ${stateDir} is already running without a token: stop it first`);
    expect(code).toBe(1);
  });

  it('up restarts a dead service, now with a token and TLS, and keeps the other one', async () => {
    const kafka = pidOf('kafka');
    process.kill(pidOf('spark'), 'SIGKILL');
    await expect.poll(() => identify(pidOf('spark')), patience).toBeUndefined();
    expect((await stack(['status'])).output).toContain('Spark Connect is not running\nKafka answers');

    const { code, output } = await stack(['up', '--token', token, '--tls']);
    expect(output).toContain(`sc://localhost:${ports.connect}/;use_ssl=true;token=${encodeURIComponent(token)}\n`);
    expect(output).toContain(certificateFile(stateDir));
    expect(code).toBe(0);
    expect(pidOf('kafka')).toBe(kafka);
  });

  it.runIf(process.platform === 'linux')('the token does not appear in the command line', () => {
    const commandLine = readFileSync(`/proc/${pidOf('spark')}/cmdline`, 'utf8');
    expect(commandLine).toContain(stateDir);
    expect(commandLine).not.toContain(token);
  });

  it('the server rejects every method without the token', async () => {
    const newerThan35 = ['ReleaseSession', 'FetchErrorDetails', 'CloneSession', 'GetStatus'];
    const methods = SparkConnectService.methods.map(({ name }) => name);
    const answers = await Promise.all(methods.map((method) => statusOf(method)));
    const expected = (method: string): status =>
      newerThan35.includes(method) ? status.UNIMPLEMENTED : status.UNAUTHENTICATED;
    expect(methods).toEqual(expect.arrayContaining(newerThan35));
    expect(Object.fromEntries(methods.map((method, index) => [method, answers[index]]))).toEqual(
      Object.fromEntries(methods.map((method) => [method, expected(method)])),
    );
    expect(await statusOf('Config', 'Bearer another')).toBe(status.UNAUTHENTICATED);
    expect(await statusOf('Config', token)).toBe(status.UNAUTHENTICATED);
    expect(await statusOf('Config', `Bearer ${token}`)).not.toBe(status.UNAUTHENTICATED);
  });

  it('the server accepts TLS only', async () => {
    const address = `localhost:${ports.connect}`;
    expect(await probeSpark({ address, token, certificateFile: certificateFile(stateDir) })).toBe('3.5.7');
    const plain = SparkSession.builder.remote(`sc://${address}`).connectTimeout(1000);
    await expect(plain.getOrCreate()).rejects.toThrow('a server that requires TLS');
  });

  it('logs prints the log of a service', async () => {
    const { code, output } = await stack(['logs', 'spark']);
    expect(output).toContain(`Spark Connect server listens on 127.0.0.1:${ports.connect}`);
    expect(code).toBe(0);
    expect((await stack(['logs', 'zookeeper'])).output).toContain('Allowed choices are spark, kafka.');
  });

  it('down stops both services, and keeps the data of Kafka', async () => {
    const topic = 'kept';
    await createTopic(topic);
    const pids = [pidOf('spark'), pidOf('kafka')];
    expect(await stack(['down'])).toEqual({ code: 0, output: 'The stack is down.\n' });
    expect(pids.map(identify)).toEqual([undefined, undefined]);
    await startStack(stateDir, { services: ['kafka'], ports });
    expect(await topics()).toContain(topic);
  });

  it('down --clean leaves nothing behind', async () => {
    const kafka = pidOf('kafka');
    const { code, output } = await stack(['down', '--clean']);
    expect(output).toBe('The stack is down.\n');
    expect(code).toBe(0);
    expect(identify(kafka)).toBeUndefined();
    expect(existsSync(stateDir)).toBe(false);
    expect((await stack(['down'])).output).toBe('No stack was running.\n');
  });
});
