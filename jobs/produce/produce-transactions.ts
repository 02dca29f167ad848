import { setTimeout as sleep } from 'node:timers/promises';
import { abortable } from '../../command-line/abortable.ts';
import { sayWhenSilent } from '../../command-line/say-when-silent.ts';
import { UserError } from '../../command-line/user-error.ts';
import { createKafka, firstContactRetries } from '../kafka/create-kafka.ts';
import { ensureTopic } from '../kafka/ensure-topic.ts';
import { isTooLarge, kafkaError } from '../kafka/kafka-error.ts';
import { transactionsTopic } from '../transactions/transactions-topic.ts';
import { openTransactionFile } from '../transactions/transaction-file.ts';
import type { TransactionFile } from '../transactions/transaction-file.ts';
import { batchMessages } from './batch-messages.ts';
import { openDeadLetters } from './dead-letters.ts';
import type { DeadLetters } from './dead-letters.ts';
import { defaultSeed, identifyRun } from './identify-run.ts';
import { injectFaults } from './inject-faults.ts';
import { MessageEncoder } from './message-encoder.ts';
import { planWithoutFaults, type MessagePlan } from './planned-message.ts';
import type { ProduceObserver, ProduceOptions, ProduceStatistics, ResumePoint } from './produce-options.ts';
import { ReadAhead } from './read-ahead.ts';
import { RequestBuilder, type EncodedBatch } from './request-builder.ts';
import { SentKindsCounter } from './sent-kinds.ts';
import { continuePass, newPass } from './start-pass.ts';
import { connectSender, sendTimeoutMs, type TransactionSender } from './transaction-sender.ts';

/** Maximum time to wait for the acknowledgment of the current batch after the signal aborts. */
const lastBatchTimeoutMs = 1000;

/** The number of messages to prepare while others are being sent. */
const messagesAhead = 2000;

/**
 * Sends the rows of a CSV file to Kafka in batches. All in-sync replicas acknowledge a request before the next one is sent. A
 * request is a batch or, without a pause between batches, as many batches as Kafka accepts at once. Calls `onEnd` also before it
 * throws.
 *
 * @throws UserError when not all rows could be sent, or the reason of `signal`.
 */
export async function produceTransactions(
  options: ProduceOptions,
  observer: ProduceObserver,
): Promise<ProduceStatistics> {
  const { dataFile, deadLetterFile } = options;
  const { signal } = observer;
  const file = await openTransactionFile(dataFile, signal, options.schema);
  let deadLetters: DeadLetters | undefined;
  try {
    if (deadLetterFile !== undefined) deadLetters = await openDeadLetters(deadLetterFile, signal);
    if (options.resume === true && !file.isFile)
      throw new UserError(`--resume needs a file that it can read again, but ${dataFile} is a pipe.`);
    const [forgetTopic, run] = await Promise.all([
      createTopic(options, observer),
      identifyRun(dataFile, file.isFile, runOptions(options), signal),
    ]);
    const statistics = await new Production(file, deadLetters, run, options, {
      ...observer,
      onBatch: (batch) => {
        forgetTopic();
        observer.onBatch?.(batch);
      },
    }).run();
    forgetTopic();
    return statistics;
  } finally {
    await abortable(deadLetters?.close() ?? Promise.resolve(), signal).catch(() => {});
    await file.close();
  }
}

function runOptions({
  skipRecords = 0,
  inject,
  seed = defaultSeed,
  schema,
}: ProduceOptions): Parameters<typeof identifyRun>[2] {
  return { skipRecords, faults: inject && { shares: inject, seed }, schema };
}

function createPlan({ inject, seed = defaultSeed }: ProduceOptions): MessagePlan {
  return inject ? injectFaults(inject, seed) : planWithoutFaults();
}

/** Creates the topic if it is missing. Returns a function to call once the topic has records. */
async function createTopic(
  { kafkaServers, kafkaConfig: config, topic, verbose = false }: ProduceOptions,
  { signal, leftovers }: ProduceObserver,
): Promise<() => void> {
  let forget = (): void => {};
  try {
    const kafka = createKafka(kafkaServers, { verbose, config, retries: firstContactRetries });
    const onCreate = (): void => {
      forget = leftovers?.add(`Topic ${topic} was created and has no records yet.`) ?? forget;
    };
    await abortable(ensureTopic(kafka, { topic, ...transactionsTopic }, onCreate), signal);
    return forget;
  } catch (error) {
    signal.throwIfAborted();
    throw kafkaError(error, kafkaServers);
  }
}

/** One execution of the producer. */
class Production {
  readonly #file: TransactionFile;
  readonly #deadLetters: DeadLetters | undefined;
  readonly #run: string;
  readonly #options: ProduceOptions;
  readonly #observer: ProduceObserver;
  readonly #startedAt = performance.now();
  readonly #kinds = new SentKindsCounter();
  readonly #counts = { records: 0, unconfirmed: 0, batches: 0, retries: 0, bytes: 0, deadLetters: 0 };

  constructor(
    file: TransactionFile,
    deadLetters: DeadLetters | undefined,
    run: string,
    options: ProduceOptions,
    observer: ProduceObserver,
  ) {
    this.#file = file;
    this.#deadLetters = deadLetters;
    this.#run = run;
    this.#options = options;
    this.#observer = observer;
  }

  async run(): Promise<ProduceStatistics> {
    const { signal, onEnd, onGiveUp } = this.#observer;
    let hasMore: boolean;
    try {
      hasMore = await this.#sendAll();
    } catch (error) {
      const failure = sendError(error, this.#counts.unconfirmed, this.#options);
      const resume = resumePoint(failure, this.#counts, this.#options);
      if (resume && !signal.aborted) onGiveUp?.(resume);
      onEnd?.(this.#statistics(false, false));
      signal.throwIfAborted();
      throw resume ? withProgress(failure, this.#counts, this.#options, this.#file.isFile, resume) : failure;
    }
    const final = this.#statistics(true, hasMore);
    onEnd?.(final);
    return final;
  }

  #statistics(isComplete: boolean, hasMore: boolean): ProduceStatistics {
    const seconds = (performance.now() - this.#startedAt) / 1000;
    const recordsPerSecond = this.#counts.records / seconds;
    const kinds = this.#options.inject && this.#kinds;
    return { run: this.#run, ...this.#counts, kinds, seconds, recordsPerSecond, isComplete, hasMore };
  }

  /** Returns whether the file has more rows than were to be sent. */
  async #sendAll(): Promise<boolean> {
    const { signal } = this.#observer;
    const { kafkaServers, kafkaConfig: config, topic, verbose = false } = this.#options;
    const kafkaOptions = { verbose, config, onFailedAttempt: () => (this.#counts.retries += 1) };
    const sender = await abortable(connectSender(kafkaServers, topic, kafkaOptions), signal);
    try {
      return await this.#sendPass(sender);
    } finally {
      await sender.close();
    }
  }

  async #sendPass(sender: TransactionSender): Promise<boolean> {
    const { signal } = this.#observer;
    const { batchSize, skipRecords = 0, sleepSeconds, resume: isResumed = false } = this.#options;
    const { pass, isStored, readStored, close } = await this.#startPass(sender.partitions);
    const encoder = new MessageEncoder({
      run: this.#run,
      pass,
      batchSize,
      batchesBefore: Math.ceil(skipRecords / batchSize),
      readStored,
    });
    const rows = this.#file.rows[Symbol.asyncIterator]();
    // Ending the loop does not end the rows, so that `hasMore` can look for another one.
    const keptOpen = { [Symbol.asyncIterator]: () => ({ next: () => rows.next() }) };
    const batches = batchMessages(keptOpen, createPlan(this.#options), {
      ...this.#options,
      skipRecords,
      isStored: (message) => isResumed && isStored(message.sequence, encoder.partitionOf(message)),
      onBrokenRow: this.#addDeadLetter(),
    });
    const readAhead = new ReadAhead(batches, (batch) => batch.length, messagesAhead);
    const requests = new RequestBuilder(readAhead, encoder, sleepSeconds === 0 ? sender.maxBytes : 0);
    try {
      while (await abortable(requests.hasNext(), signal)) {
        if (this.#counts.batches > 0) await sleep(sleepSeconds * 1000, undefined, { signal });
        signal.throwIfAborted();
        await this.#send(sender, await requests.build());
      }
    } finally {
      readAhead.stop();
      await close();
    }
    this.#explainNothingSent();
    return this.#file.isFile && (readAhead.result === true || !(await rows.next()).done);
  }

  async #startPass(partitions: number): ReturnType<typeof continuePass> {
    const { kafkaServers, kafkaConfig: config, resume = false, verbose = false } = this.#options;
    if (!resume) return newPass(partitions);
    const { signal } = this.#observer;
    const kafka = createKafka(kafkaServers, { verbose, config });
    return abortable(continuePass(kafka, this.#run, partitions, this.#options, this.#observer), signal);
  }

  #addDeadLetter(): DeadLetters['add'] | undefined {
    const deadLetters = this.#deadLetters;
    if (deadLetters === undefined) return undefined;
    return async (row) => {
      await abortable(deadLetters.add(row), this.#observer.signal);
      this.#counts.deadLetters += 1;
    };
  }

  /** Sends a request. If the signal aborts meanwhile, still waits a moment for the acknowledgment. */
  async #send(sender: TransactionSender, batches: readonly EncodedBatch[]): Promise<void> {
    const { topic } = this.#options;
    const { signal, leftovers, onNotice } = this.#observer;
    const messages = batches.flat();
    this.#counts.unconfirmed = messages.length;
    const forget = leftovers?.add(`${messages.length} records were being sent and may be in topic ${topic}.`);
    try {
      const answer = sayWhenSilent(sender.send(messages), { name: 'Kafka', seconds: sendTimeoutMs / 1000 }, onNotice);
      await abortable(answer, signal, lastBatchTimeoutMs);
    } finally {
      forget?.();
    }
    this.#counts.unconfirmed = 0;
    for (const batch of batches) this.#addAcknowledged(batch);
  }

  #addAcknowledged(batch: EncodedBatch): void {
    const counts = this.#counts;
    const { batchSize, inject, skipRecords = 0 } = this.#options;
    const bytes = batch.reduce((sum, { key, value }) => sum + Buffer.byteLength(key) + (value?.length ?? 0), 0);
    counts.records += batch.length;
    counts.batches += 1;
    counts.bytes += bytes;
    if (inject) for (const { planned } of batch) this.#kinds.add(planned);
    this.#observer.onBatch?.({
      batchNumber: Math.ceil(skipRecords / batchSize) + Math.floor(batch[0]!.planned.sequence / batchSize) + 1,
      records: batch.length,
      totalRecords: counts.records,
      bytes,
      messages: batch.flatMap(({ message }) => message ?? []),
    });
  }

  #explainNothingSent(): void {
    const { onNotice } = this.#observer;
    const { dataFile, topic, skipRecords = 0, resume = false } = this.#options;
    if (this.#counts.records > 0) return;
    if (resume) onNotice?.(`Topic ${topic} holds all messages of run ${this.#run} already: nothing was sent.`);
    else if (skipRecords > 0)
      onNotice?.(`--skip-records ${skipRecords} skips all records of ${dataFile}: nothing was sent.`);
  }
}

/** Converts an error of a send to a message; for a batch that is too large, names the option that helps. */
function sendError(error: unknown, batchLength: number, { kafkaServers, topic }: ProduceOptions): Error {
  if (!isTooLarge(error)) return kafkaError(error, kafkaServers);
  const [what, smaller] =
    batchLength > 1
      ? [`a batch of ${batchLength} records`, 'Use a smaller --batch-size, or increase']
      : ['a record', 'Increase'];
  return new UserError(
    `Kafka at ${kafkaServers.join(',')} rejects ${what} as too large. ${smaller} max.message.bytes of topic ${topic}.`,
    { cause: error },
  );
}

type Progress = Pick<ProduceStatistics, 'records' | 'unconfirmed'>;

/**
 * Returns the options with which a new process sends the remaining records; undefined if nothing was sent, or if the error is a
 * bug. Records can be skipped by number only if each one is a message that this process has sent.
 */
function resumePoint(
  error: Error,
  { records, unconfirmed }: Progress,
  { maxRecords, skipRecords = 0, resume = false, inject }: ProduceOptions,
): ResumePoint | undefined {
  if (!(error instanceof UserError) || records + unconfirmed === 0) return undefined;
  if (resume || inject) return { resume: true, skipRecords, maxRecords };
  return { resume: false, skipRecords: skipRecords + records, maxRecords: maxRecords - records };
}

/** Adds to an error what is in the topic and how to resume. */
function withProgress(
  error: Error,
  { records, unconfirmed }: Progress,
  { topic }: ProduceOptions,
  isFile: boolean,
  { resume, skipRecords, maxRecords }: ResumePoint,
): UserError {
  const sent = `${records} records were acknowledged before`;
  const unclear = `. Some or all of the next ${unconfirmed} may also be in topic ${topic}`;
  const bySkipping = `resume with --skip-records ${skipRecords} --max-records ${maxRecords}.`;
  const rest =
    isFile && (resume || unconfirmed > 0)
      ? 'repeat the command with --resume to send the records that the topic lacks.'
      : unconfirmed === 0
        ? bySkipping
        : `check it first, because they are stored twice if you ${bySkipping}`;
  return new UserError(`${error.message} ${sent}${unconfirmed === 0 ? '' : unclear}; ${rest}`, { cause: error });
}
