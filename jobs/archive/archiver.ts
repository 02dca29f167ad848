import { setTimeout as sleep } from 'node:timers/promises';
import type { SparkSession } from '../../src/index.ts';
import { abortable, endsWithin } from '../../command-line/abortable.ts';
import type { Offsets } from '../transactions/classify-messages.ts';
import { createKafka } from '../kafka/create-kafka.ts';
import type { KafkaConfig } from '../kafka/kafka-config.ts';
import { secureSession } from '../windows/secure-session.ts';
import { connectSpark } from '../windows/connect-spark.ts';
import { forSideSession, type SparkServer } from '../windows/spark-server.ts';
import { archiveError, isConflict } from './archive-error.ts';
import { archiveStep, lossSentence, type ArchiveJob, type ArchiveStep } from './archive-step.ts';
import { archiveSettings } from './archive-table.ts';
import { sumOf, type BatchPoint } from './next-batches.ts';

/** What to archive, and how often. */
export interface ArchiverOptions extends Omit<ArchiveJob, 'spark' | 'kafka'>, SparkServer {
  readonly kafkaServers: readonly string[];
  readonly kafkaConfig?: KafkaConfig | undefined;
  readonly verbose: boolean;
  /** Seconds between two attempts. */
  readonly every: number;
}

/** Archives what a running job has finished. */
export interface Archiver {
  /** Stops after everything that the log of the batches has is archived. Never rejects. */
  finish(): Promise<void>;
  /** Stops at once: a running step is abandoned, which loses and repeats nothing. Never rejects. */
  stop(): Promise<void>;
  /** Returns a sentence if the archive lacks records before these offsets. */
  behind(ends: Offsets): string | undefined;
}

/** The most records of a step. It bounds how long the step keeps Spark busy, and how much it repeats after a failure. */
const maxRecords = 100_000;
/** How often a step is repeated at once if another writer was faster. */
const maxConflicts = 3;
const stopTimeout = 1000;

/** Starts archiving in a separate session, at once and then at intervals. A failure is reported and does not end it. */
export function startArchiver(options: ArchiverOptions, onNotice: (sentence: string) => void): Archiver {
  const over = new AbortController();
  const finishing = new AbortController();
  const work = new ArchiverWork(options, onNotice, over.signal);
  const running = (async () => {
    while (!finishing.signal.aborted) {
      await work.turn();
      await sleep(options.every * 1000, undefined, { signal: finishing.signal }).catch(() => {});
    }
  })();
  return {
    async finish() {
      finishing.abort();
      await running;
      await work.turn();
      await work.close();
    },
    async stop() {
      finishing.abort();
      over.abort();
      await work.close();
    },
    behind: (ends) => behindSentence(options.archive, ends, work.archived),
  };
}

function behindSentence(archive: string, ends: Offsets, archived: BatchPoint | undefined): string | undefined {
  const rest = 'Run the same command to add the rest.';
  if (archived === undefined) return `The archive at ${archive} has not been written in this run. ${rest}`;
  const records = sumOf(ends) - sumOf(archived.ends);
  return records > 0 ? `The archive at ${archive} is ${records} records behind. ${rest}` : undefined;
}

class ArchiverWork {
  readonly #options: ArchiverOptions;
  readonly #onNotice: (sentence: string) => void;
  readonly #signal: AbortSignal;
  #spark: SparkSession | undefined;
  archived: BatchPoint | undefined;

  constructor(options: ArchiverOptions, onNotice: (sentence: string) => void, signal: AbortSignal) {
    this.#options = options;
    this.#onNotice = onNotice;
    this.#signal = signal;
  }

  /** Archives everything that is finished now. Reports a failure. */
  async turn(): Promise<void> {
    const { archive, kafkaServers, every } = this.#options;
    try {
      for (;;) {
        const { archived, last } = await this.#step();
        if (archived?.batch_id === last?.batch_id) return;
      }
    } catch (error) {
      if (this.#signal.aborted) return;
      await this.close();
      const reason = archiveError(error, archive, kafkaServers);
      const sentence = reason instanceof Error ? reason.message : String(reason);
      this.#onNotice(
        `The archive at ${archive} was not written and is tried again every ${every} seconds. ${sentence}`,
      );
    }
  }

  async #step(): Promise<ArchiveStep> {
    const { kafkaServers, kafkaConfig: config, verbose, settings, archive } = this.#options;
    for (let attempt = 1; ; attempt++) {
      try {
        if (this.#spark === undefined) {
          this.#spark = await connectSpark(forSideSession(this.#options), this.#signal, archiveSettings);
          await secureSession(this.#spark, settings);
        }
        const kafka = createKafka(kafkaServers, { verbose, config });
        const step = await abortable(
          archiveStep({ ...this.#options, spark: this.#spark, kafka }, maxRecords),
          this.#signal,
        );
        this.archived = step.archived;
        if (step.losses.length > 0) this.#onNotice(lossSentence(settings.topic, archive, step.losses));
        return step;
      } catch (error) {
        if (!isConflict(error) || attempt > maxConflicts) throw error;
      }
    }
  }

  /** Ends the session, which cancels what it runs. */
  async close(): Promise<void> {
    const spark = this.#spark;
    this.#spark = undefined;
    if (spark !== undefined) await endsWithin(stopTimeout, spark.stop());
  }
}
