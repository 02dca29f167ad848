import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../command-line/user-error.ts';
import { createKafka, firstContactRetries } from '../kafka/create-kafka.ts';
import { ensureTopic } from '../kafka/ensure-topic.ts';
import { isUnreachable, kafkaError } from '../kafka/kafka-error.ts';
import { transactionsTopic } from '../transactions/transactions-topic.ts';
import { openTransactionFile } from '../transactions/transaction-file.ts';
import type { TransactionRow } from '../transactions/transaction-file.ts';
import { batchRows } from './batch-rows.ts';
import { openDeadLetters } from './dead-letters.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { ProduceObserver, ProduceOptions, ProduceStatistics } from './produce-options.ts';
import { toMessage } from './transaction-message.ts';
import { connectSender } from './transaction-sender.ts';

/**
 * Sends the rows of a CSV file to Kafka, a batch at a time, each acknowledged by all replicas before the next. Throws when
 * it could not send all: a `UserError`, or the reason of `signal`; `onEnd` has then said how far it came.
 */
export async function produceTransactions(
  options: ProduceOptions,
  observer: ProduceObserver,
): Promise<ProduceStatistics> {
  const { dataFile, deadLetterFile } = options;
  const file = await openTransactionFile(dataFile);
  let deadLetters: DeadLetters | undefined;
  try {
    if (deadLetterFile !== undefined) deadLetters = await openDeadLetters(deadLetterFile);
    await createTopic(options);
    return await sendRows(file.rows, deadLetters, options, observer);
  } finally {
    await deadLetters?.close();
    await file.close();
  }
}

async function createTopic({ kafkaServers, topic, verbose = false }: ProduceOptions): Promise<void> {
  try {
    const kafka = createKafka(kafkaServers, { verbose, retries: firstContactRetries });
    await ensureTopic(kafka, { topic, ...transactionsTopic });
  } catch (error) {
    throw kafkaError(error, kafkaServers);
  }
}

async function sendRows(
  rows: AsyncIterable<TransactionRow>,
  deadLetters: DeadLetters | undefined,
  options: ProduceOptions,
  { signal, onBatch, onEnd }: ProduceObserver,
): Promise<ProduceStatistics> {
  const { kafkaServers, topic, dataFile, batchSize, sleepSeconds, maxRecords, skipRecords = 0 } = options;
  const counts = { records: 0, batches: 0, retries: 0, bytes: 0, deadLetters: 0 };
  const addDeadLetter: DeadLetters['add'] | undefined =
    deadLetters &&
    (async (row) => {
      await deadLetters.add(row);
      counts.deadLetters += 1;
    });
  const startedAt = performance.now();
  const statistics = (): ProduceStatistics => {
    const seconds = (performance.now() - startedAt) / 1000;
    return { ...counts, seconds, recordsPerSecond: counts.records / seconds };
  };

  try {
    const sender = await connectSender(kafkaServers, topic, {
      verbose: options.verbose ?? false,
      onFailedAttempt: () => (counts.retries += 1),
    });
    try {
      let batchNumber = Math.ceil(skipRecords / batchSize);
      const batches = batchRows(rows, { dataFile, batchSize, maxRecords, skipRecords, onBrokenRow: addDeadLetter });
      for await (const transactions of batches) {
        if (counts.batches > 0) await sleep(sleepSeconds * 1000, undefined, { signal });
        signal.throwIfAborted();
        batchNumber += 1;
        const messages = transactions.map((row, index) => toMessage(row, batchNumber, index + 1, Date.now()));
        const bytes = await sender.send(messages);
        counts.records += messages.length;
        counts.batches += 1;
        counts.bytes += bytes;
        onBatch?.({ batchNumber, totalRecords: counts.records, bytes, messages });
      }
    } finally {
      await sender.close();
    }
  } catch (error) {
    onEnd?.(statistics());
    signal.throwIfAborted();
    const doubt = isUnreachable(error) ? ', and the next batch may have arrived too' : '';
    throw withProgress(kafkaError(error, kafkaServers), counts.records, doubt, options);
  }
  const final = statistics();
  onEnd?.(final);
  return final;
}

/** Adds to what went wrong how the same command goes on after it. */
function withProgress(
  error: Error,
  records: number,
  doubt: string,
  { maxRecords, skipRecords = 0 }: ProduceOptions,
): Error {
  if (!(error instanceof UserError) || records === 0) return error;
  const rest = `--skip-records ${skipRecords + records} --max-records ${maxRecords - records}`;
  return new UserError(`${error.message} ${records} records were acknowledged before${doubt}; go on with ${rest}.`, {
    cause: error,
  });
}
