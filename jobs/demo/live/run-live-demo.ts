import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { endsWithin } from '../../../command-line/abortable.ts';
import type { Leftovers } from '../../../command-line/leftovers.ts';
import type { Log } from '../../../command-line/log.ts';
import { waitFor } from '../../../command-line/wait-for.ts';
import type { ServiceName } from '../../../stack/stack-record.ts';
import type { Stack } from '../../../stack/stack.ts';
import type { StackUsers } from '../../../stack/stack-users.ts';
import { accountParts } from '../../consume/format-status.ts';
import { createMonitor } from '../../consume/watched-query.ts';
import { writeTransactions } from '../../generate-data/write-transactions.ts';
import type { JobSnapshot } from '../../monitor/job-snapshot.ts';
import { faultShares, type FaultKind } from '../../produce/fault-shares.ts';
import { produceTransactions } from '../../produce/produce-transactions.ts';
import { generateTransactions } from '../../transactions/generate-transactions.ts';
import type { BuiltInTransaction } from '../../transactions/transaction.ts';
import type { Control } from '../../web/control-panel.ts';
import type { ComponentId } from '../../web/demo-snapshot.ts';
import { startWebServer } from '../../web/start-web-server.ts';
import { demoJob, removeJob } from '../demo-job.ts';
import { DemoState } from './demo-state.ts';
import { KeptProcess } from './kept-process.ts';
import { KeptStack } from './kept-stack.ts';
import { RelayedSource } from './relayed-source.ts';

/** The options of {@link runLiveDemo}. */
export interface LiveDemoOptions {
  readonly batchSize: number;
  readonly sleepSeconds: number;
  readonly verbose: boolean;
  /** The port of the page. Default: see `startWebServer`. */
  readonly port: number | undefined;
}

/** What a live demo gets from its command. */
export interface LiveDemoContext {
  readonly signal: AbortSignal;
  /** Collects what remains if the demo cannot clean up. */
  readonly leftovers: Leftovers;
  readonly log: Log;
  /** The programs that use the stack. */
  readonly users: StackUsers;
}

/** Timeout for deleting the topics after Ctrl-C, in milliseconds. Kafka may be away. */
const cleanUpTimeout = 5000;
/** Records of a data file. The producer begins another one when it has sent them. */
const recordsPerFile = 50_000;
/** Records that a button sends. */
const faultyRecords = 20;
/** The first number of the transactions that buttons send, so that they do not repeat those of the producer. */
const firstFaulty = 50_000_000;

/** Runs the producer and the job until the signal aborts, and serves a page that shows them and has buttons to break them. */
export async function runLiveDemo(stack: Stack, options: LiveDemoOptions, context: LiveDemoContext): Promise<void> {
  const folder = join(stack.stateDir, 'demo');
  mkdirSync(folder, { recursive: true });
  const demo = new LiveDemo(stack, options, mkdtempSync(join(folder, 'data-')), context);
  try {
    await demo.run();
  } finally {
    await demo.end();
  }
}

class LiveDemo {
  readonly #stack: Stack;
  readonly #options: LiveDemoOptions;
  readonly #folder: string;
  readonly #log: Log;
  readonly #signal: AbortSignal;
  readonly #job: ReturnType<typeof demoJob>;
  readonly #state = new DemoState();
  readonly #source: RelayedSource;
  readonly #driver: KeptProcess;
  readonly #producer: KeptProcess;
  readonly #services: KeptStack;
  readonly #forgetTopics: () => void;
  #file = 0;
  /** How many batches of the file Kafka has acknowledged; undefined if all were. */
  #batchesOfFile: number | undefined;
  #presses = 0;

  constructor(stack: Stack, options: LiveDemoOptions, folder: string, context: LiveDemoContext) {
    const { signal, leftovers, log, users } = context;
    this.#stack = stack;
    this.#options = options;
    this.#folder = folder;
    this.#log = log;
    this.#signal = signal;
    this.#job = demoJob(stack, options.verbose);
    const { topic, resultsTopic } = this.#job;
    this.#forgetTopics = leftovers.add(`Topics ${topic} and ${resultsTopic} may still be in Kafka.`);
    this.#source = new RelayedSource(createMonitor(this.#job).snapshot());
    const kept = (id: ComponentId): Pick<ConstructorParameters<typeof KeptProcess>[0], 'onStatus' | 'onFailure'> => ({
      onStatus: (status) => {
        this.#state.setStatus(id, status);
        if (id === 'driver' && status === 'down') this.#source.disconnect();
      },
      onFailure: (text) => this.#say(`The ${id} ended and starts again. ${lastLine(text)}`),
    });
    this.#driver = new KeptProcess({
      ...kept('driver'),
      args: () => this.#driverArguments(),
      onMessage: (message) => {
        const snapshot = message as JobSnapshot;
        this.#source.add(snapshot);
        if (snapshot.status === 'running') this.#driver.isUp();
      },
    });
    this.#producer = new KeptProcess({
      ...kept('producer'),
      args: () => this.#producerArguments(),
      onLine: (line) => this.#onProducerLine(line),
      onDone: () => (this.#batchesOfFile = undefined),
    });
    this.#services = new KeptStack({
      stateDir: stack.stateDir,
      users,
      signal,
      onStatus: (service, status) => this.#state.setStatus(service, status),
      onFailure: (service, error) =>
        this.#say(`The ${serviceNames[service]} did not start and is started again. ${String(error)}`),
    });
  }

  async run(): Promise<void> {
    this.#state.setStatus('spark', 'up');
    this.#state.setStatus('kafka', 'up');
    const { port } = this.#options;
    const web = await startWebServer(
      { source: this.#source, demo: this.#state, controls: this.#controls(), port },
      this.#signal,
    );
    this.#driver.start();
    this.#producer.start();
    this.#log.notice(`Open ${web.url} to see the job, and to break things. Press Ctrl-C to end.`);
    await waitFor(this.#signal);
  }

  /** Ends the programs and removes what they have left in Kafka and Spark. */
  async end(): Promise<void> {
    await Promise.all([this.#producer.stop(), this.#driver.stop(), this.#services.settled()]);
    this.#log.notice(`Records: ${accountParts(this.#source.snapshot().account).join(' · ')}.`);
    if (await endsWithin(cleanUpTimeout, removeJob(this.#stack, this.#job))) this.#forgetTopics();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #controls(): readonly Control[] {
    const kill = (id: ComponentId, label: string, description: string, press: () => Promise<void>): Control => ({
      id: `kill-${id}`,
      label,
      group: 'Break things',
      description,
      isAvailable: () => this.#state.status(id) === 'up',
      press: async () => {
        this.#state.killed(id);
        this.#say(`The ${id === 'driver' || id === 'producer' ? id : serviceNames[id]} was killed.`);
        await press();
      },
    });
    const send = (kind: FaultKind, label: string, description: string): Control => ({
      id: `send-${kind}`,
      label,
      group: 'Send faulty records',
      description,
      isAvailable: () => this.#state.status('kafka') === 'up',
      press: () => this.#sendFaulty(kind),
    });
    return [
      kill('spark', 'Kill Spark', 'Kills the Spark server with SIGKILL, in the middle of its batch.', () =>
        this.#services.kill('spark'),
      ),
      kill('kafka', 'Kill Kafka', 'Kills the Kafka broker with SIGKILL.', () => this.#services.kill('kafka')),
      kill('driver', 'Kill the driver', 'Kills the TypeScript program that drives the query.', async () => {
        await this.#driver.kill();
        await this.#state.backUp('driver');
      }),
      kill(
        'producer',
        'Kill the producer',
        'Kills the program that sends the records, in the middle of a send.',
        async () => {
          await this.#producer.kill();
          await this.#state.backUp('producer');
        },
      ),
      send('late', 'Send late records', `Sends ${faultyRecords} records whose time is before the watermark.`),
      send('duplicate', 'Send duplicates', `Sends ${faultyRecords / 2} records, each of them twice.`),
      send('malformed', 'Send broken records', `Sends ${faultyRecords} messages that are not valid transactions.`),
    ];
  }

  async #sendFaulty(kind: FaultKind): Promise<void> {
    const first = firstFaulty + ++this.#presses * 1000;
    const dataFile = join(this.#folder, `faulty-${this.#presses}.csv`);
    // A duplicate is another record, and all of them follow at the end of a short file.
    const rows = kind === 'duplicate' ? faultyRecords / 2 : faultyRecords;
    await writeTransactions(dataFile, numbered(rows, this.#presses, first), this.#signal);
    const { kafkaServers, topic } = this.#job;
    const { records } = await produceTransactions(
      {
        kafkaServers,
        topic,
        dataFile,
        batchSize: faultyRecords,
        sleepSeconds: 0,
        maxRecords: faultyRecords,
        inject: faultShares(`${kind}=100%`),
        verbose: this.#options.verbose,
      },
      { signal: this.#signal },
    );
    rmSync(dataFile, { force: true });
    this.#state.injected(kind, records);
  }

  #driverArguments(): readonly string[] {
    const { remote, kafkaServers, topic, resultsTopic, trigger } = this.#job;
    return [
      ...['consume', '--feed', '--no-lag-group', '--remote', remote, '--kafka-servers', kafkaServers.join(',')],
      ...['--topic', topic, '--results-topic', resultsTopic, '--trigger', String(trigger)],
    ];
  }

  async #producerArguments(): Promise<readonly string[]> {
    if (this.#batchesOfFile === undefined) {
      rmSync(this.#dataFile, { force: true });
      this.#file++;
      this.#batchesOfFile = 0;
      const transactions = numbered(recordsPerFile, this.#file, this.#file * 2 * recordsPerFile);
      await writeTransactions(this.#dataFile, transactions, this.#signal);
    }
    const { batchSize, sleepSeconds } = this.#options;
    const { kafkaServers, topic } = this.#job;
    return [
      // Kafka has nothing of this file yet to resume.
      ...[
        'produce',
        ...(this.#batchesOfFile > 0 ? ['--resume'] : []),
        '--json',
        '--kafka-servers',
        kafkaServers.join(','),
        '--topic',
        topic,
      ],
      ...['--data-file', this.#dataFile, '--max-records', String(recordsPerFile)],
      ...['--batch-size', String(batchSize), '--sleep-seconds', String(sleepSeconds)],
    ];
  }

  get #dataFile(): string {
    return join(this.#folder, `transactions-${this.#file}.csv`);
  }

  #onProducerLine(line: string): void {
    const { type, records } = JSON.parse(line) as { readonly type: string; readonly records: number };
    if (type !== 'batch') return;
    this.#batchesOfFile = (this.#batchesOfFile ?? 0) + 1;
    this.#producer.isUp();
    this.#state.sent(records);
  }

  #say(sentence: string): void {
    this.#source.notice(sentence);
    this.#log.info(sentence);
  }
}

const serviceNames: Readonly<Record<ServiceName, string>> = { spark: 'Spark server', kafka: 'Kafka broker' };

/** Generates transactions with other numbers than the first ones. */
function* numbered(records: number, seed: number, first: number): Generator<BuiltInTransaction> {
  let number = first;
  for (const transaction of generateTransactions(records, seed))
    yield { ...transaction, transaction_id: `TXN-${String(++number).padStart(8, '0')}` };
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
