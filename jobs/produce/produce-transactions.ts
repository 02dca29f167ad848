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
import { batchRows } from './batch-rows.ts';
import { openDeadLetters } from './dead-letters.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { ProduceObserver, ProduceOptions, ProduceStatistics, ResumePoint } from './produce-options.ts';
import { toMessage } from './transaction-message.ts';
import { connectSender, sendTimeoutMs, type TransactionSender } from './transaction-sender.ts';

/** Maximum time to wait for the acknowledgment of the current batch after the signal aborts. */
const lastBatchTimeoutMs = 1000;

/**
 * Sends the rows of a CSV file to Kafka in batches. All in-sync replicas acknowledge a batch before the next one is sent. Calls
 * `onEnd` also before it throws.
 *
 * @throws UserError when not all rows could be sent, or the reason of `signal`.
 */
export async function produceTransactions(
  options: ProduceOptions,
  observer: ProduceObserver,
): Promise<ProduceStatistics> {
  const { dataFile, deadLetterFile } = options;
  const { signal } = observer;
  const file = await openTransactionFile(dataFile, signal);
  let deadLetters: DeadLetters | undefined;
  try {
    if (deadLetterFile !== undefined) deadLetters = await openDeadLetters(deadLetterFile, signal);
    const forgetTopic = await createTopic(options, observer);
    const statistics = await sendRows(file, deadLetters, options, {
      ...observer,
      onBatch: (batch) => {
        forgetTopic();
        observer.onBatch?.(batch);
      },
    });
    forgetTopic();
    return statistics;
  } finally {
    await abortable(deadLetters?.close() ?? Promise.resolve(), signal).catch(() => {});
    await file.close();
  }
}

/** Creates the topic if it is missing. Returns a function to call once the topic has records. */
async function createTopic(
  { kafkaServers, topic, verbose = false }: ProduceOptions,
  { signal, leftovers }: ProduceObserver,
): Promise<() => void> {
  let forget = (): void => {};
  try {
    const kafka = createKafka(kafkaServers, { verbose, retries: firstContactRetries });
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

async function sendRows(
  file: TransactionFile,
  deadLetters: DeadLetters | undefined,
  options: ProduceOptions,
  observer: ProduceObserver,
): Promise<ProduceStatistics> {
  const { signal, onBatch, onEnd, onGiveUp, onNotice } = observer;
  const { kafkaServers, topic, sleepSeconds, maxRecords, skipRecords = 0, batchSize } = options;
  const counts = { records: 0, unconfirmed: 0, batches: 0, retries: 0, bytes: 0, deadLetters: 0 };
  const addDeadLetter: DeadLetters['add'] | undefined =
    deadLetters &&
    (async (row) => {
      await abortable(deadLetters.add(row), signal);
      counts.deadLetters += 1;
    });
  const startedAt = performance.now();
  const statistics = (isComplete: boolean, hasMore: boolean): ProduceStatistics => {
    const seconds = (performance.now() - startedAt) / 1000;
    return { ...counts, seconds, recordsPerSecond: counts.records / seconds, isComplete, hasMore };
  };
  const rows = file.rows[Symbol.asyncIterator]();
  // Ending the loop does not end the rows, so that `hasMore` can look for another one.
  const keptOpen = { [Symbol.asyncIterator]: () => ({ next: () => rows.next() }) };

  try {
    const connecting = connectSender(kafkaServers, topic, {
      verbose: options.verbose ?? false,
      onFailedAttempt: () => (counts.retries += 1),
    });
    const sender = await abortable(connecting, signal);
    try {
      let batchNumber = Math.ceil(skipRecords / batchSize);
      for await (const transactions of batchRows(keptOpen, { ...options, skipRecords, onBrokenRow: addDeadLetter })) {
        if (counts.batches > 0) await sleep(sleepSeconds * 1000, undefined, { signal });
        signal.throwIfAborted();
        batchNumber += 1;
        const messages = transactions.map((row, index) => toMessage(row, batchNumber, index + 1, Date.now()));
        counts.unconfirmed = messages.length;
        const bytes = await send(sender, messages, options, observer);
        counts.unconfirmed = 0;
        counts.records += messages.length;
        counts.batches += 1;
        counts.bytes += bytes;
        onBatch?.({ batchNumber, totalRecords: counts.records, bytes, messages });
      }
    } finally {
      await sender.close();
    }
  } catch (error) {
    await rows.return?.();
    const failure = sendError(error, counts.unconfirmed, options);
    const resume = resumePoint(failure, counts, options);
    if (resume && !signal.aborted) onGiveUp?.(resume);
    onEnd?.(statistics(false, false));
    signal.throwIfAborted();
    throw resume ? withProgress(failure, counts, options.topic, resume) : failure;
  }
  if (counts.records === 0 && skipRecords > 0)
    onNotice?.(`--skip-records ${skipRecords} skips all records of ${options.dataFile}: nothing was sent.`);
  const hasMore = counts.records === maxRecords && file.isFile && !(await rows.next()).done;
  await rows.return?.();
  const final = statistics(true, hasMore);
  onEnd?.(final);
  return final;
}

/** Sends a batch. If `signal` aborts meanwhile, still waits a moment for the acknowledgment. */
async function send(
  sender: TransactionSender,
  messages: Parameters<TransactionSender['send']>[0],
  { topic }: ProduceOptions,
  { signal, leftovers, onNotice }: ProduceObserver,
): Promise<number> {
  const forget = leftovers?.add(`${messages.length} records were being sent and may be in topic ${topic}.`);
  const sending = sender.send(messages);
  const seconds = sendTimeoutMs / 1000;
  try {
    const answer = sayWhenSilent(sending, { name: 'Kafka', seconds }, onNotice);
    return await abortable(answer, signal, lastBatchTimeoutMs);
  } finally {
    forget?.();
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

/** Returns where a new run has to start; undefined if nothing was sent, or if the error is a bug. */
function resumePoint(
  error: Error,
  { records, unconfirmed }: Progress,
  { maxRecords, skipRecords = 0 }: ProduceOptions,
): ResumePoint | undefined {
  if (!(error instanceof UserError) || records + unconfirmed === 0) return undefined;
  return { skipRecords: skipRecords + records, maxRecords: maxRecords - records };
}

/** Adds to an error what is in the topic and how to resume. */
function withProgress(
  error: Error,
  { records, unconfirmed }: Progress,
  topic: string,
  { skipRecords, maxRecords }: ResumePoint,
): UserError {
  const rest = `resume with --skip-records ${skipRecords} --max-records ${maxRecords}.`;
  const progress =
    unconfirmed === 0
      ? `${records} records were acknowledged before; ${rest}`
      : `${records} records were acknowledged before. Some or all of the next ${unconfirmed} may also be in topic ${topic}; check it first, because they are stored twice if you ${rest}`;
  return new UserError(`${error.message} ${progress}`, { cause: error });
}
