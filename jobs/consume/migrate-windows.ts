import { setTimeout as sleep } from 'node:timers/promises';
import type { Kafka, KafkaMessage } from 'kafkajs';
import type { StreamingQueryProgress } from '../../src/index.ts';
import { abortable } from '../../command-line/abortable.ts';
import { batchLogTopic } from '../fates/batch-log.ts';
import { createKafka } from '../kafka/create-kafka.ts';
import { ensureTopic } from '../kafka/ensure-topic.ts';
import { kafkaError } from '../kafka/kafka-error.ts';
import { currentRanges, readRanges, type OffsetRange } from '../kafka/read-topic.ts';
import { fetchTopicIds } from '../kafka/topic-ids.ts';
import { announceGenerations, nameInGeneration, readGenerations, type Generation } from '../windows/generations.ts';
import type { JobOptions } from '../windows/job-options.ts';
import { isSamePlan, planDigest } from '../windows/plan-digest.ts';
import { RefusedCheckpointError } from '../windows/refused-checkpoint-error.ts';
import { CheckpointMemory } from './checkpoint-topics.ts';
import { startWindowQuery, type ConsumeObserver, type RunningWindowQuery } from './consume-windows.ts';
import { accessOf, inGeneration, type Job } from './find-job.ts';
import { generationsDefinition } from './job-topics.ts';
import { completeFrom } from './missing-records.ts';
import { sideCheckpoint } from './side-queries.ts';

/** Catching up this fast with the records that the topic has at a moment means that a query keeps up with it, in milliseconds. */
const smallLag = 5000;
/** Milliseconds between two looks at the log of the batches. */
const logInterval = 500;

/**
 * Starts a new generation of the query, or resumes one that is not complete, and makes it the current one once it has caught up with the
 * topic. The query of the current generation may run meanwhile; it ends itself after the switch.
 */
export async function migrateWindows(options: JobOptions, observer: ConsumeObserver): Promise<RunningWindowQuery> {
  for (;;) {
    const migration = new Migration(options, observer);
    try {
      return await migration.start();
    } catch (error) {
      // Its checkpoint does not fit either, so only another generation can help.
      if (!(error instanceof RefusedCheckpointError)) throw error;
      await migration.abandon();
    }
  }
}

/** The end of each partition of the topic. */
type Ends = ReadonlyMap<number, number>;

class Migration {
  readonly #options: JobOptions;
  readonly #observer: ConsumeObserver;
  readonly #over = new AbortController();
  readonly #kafka: Kafka;
  #job!: Job;
  #generation!: Generation;
  /** The offsets that the query has processed, and the last batch that did. */
  #processed: Ends = new Map();
  #batchId: number | undefined;
  #onProgress: () => void = () => {};
  /** Removes the message that the generation is not complete. */
  #forget: (() => void) | undefined;

  constructor(options: JobOptions, observer: ConsumeObserver) {
    this.#options = options;
    this.#observer = observer;
    this.#kafka = createKafka(options.kafkaServers, { verbose: options.verbose, config: options.kafkaConfig });
  }

  async start(): Promise<RunningWindowQuery> {
    const { signal, onProgress } = this.#observer;
    const observer: ConsumeObserver = {
      ...this.#observer,
      onProgress: (progress) => {
        this.#processed = processedBy(progress);
        this.#batchId = progress.batchId;
        this.#onProgress();
        onProgress?.(progress);
      },
    };
    let isRecreated = false;
    const query = await startWindowQuery(this.#options, observer, async (job) => {
      this.#job = job;
      const plan = await planNext(job, observer);
      ({ generation: this.#generation, isRecreated } = plan);
      this.#forget = observer.leftovers?.add(
        `Generation ${this.#generation.generation} is not complete, and the current one is unchanged; run the same command to continue.`,
      );
      await abortable(this.#announce([this.#generation], { isNew: true }), signal);
      return this.#generation;
    });
    void query.ended.catch(() => {}).then(() => this.#over.abort());
    const switching = this.#switch(query, isRecreated)
      .then(() => this.#forget?.())
      .catch(async (error: unknown) => {
        if (this.#over.signal.aborted) return;
        await query.stopNow();
        throw kafkaError(error, this.#options.kafkaServers);
      });
    const ended = Promise.all([query.ended, switching])
      .then(() => {})
      .catch(async (error: unknown) => {
        if (error instanceof RefusedCheckpointError) await this.abandon();
        throw error;
      });
    ended.catch(() => {});
    return { ...query, ended };
  }

  /** Gives up the generation, so that the next migration begins another one. Does nothing once it is the current one. */
  async abandon(): Promise<void> {
    if (this.#generation.state !== 'building') return;
    this.#forget?.();
    await this.#announce([{ ...this.#generation, state: 'abandoned' }]);
  }

  async #switch(query: RunningWindowQuery, isRecreated: boolean): Promise<void> {
    const kafka = this.#kafka;
    const { settings, generations } = this.#job;
    const { signal } = this.#over;
    await this.#catchUp(query);
    // Without the log, readers could not tell the fates of the records. It follows the windows within seconds.
    if (this.#batchId !== undefined) await this.#waitForLog(this.#batchId);
    const { current: before } = generations;
    // What the previous generation lacked is still missing.
    const from = latest(before.from, await completeFrom(kafka, { ...settings, isRecreated }, signal));
    // Nothing that takes time may follow, so that readers do not fall back by more than a batch.
    await this.#catchUp(query);
    const since = new Date().toISOString();
    this.#generation = { ...this.#generation, state: 'current', from, since };
    await this.#announce([
      { ...before, checkpoint: inGeneration(this.#job, before).location, state: 'retired' },
      this.#generation,
    ]);
    query.takeOver(await readGenerations(kafka, settings.resultsTopic, signal));
    const { generation } = this.#generation;
    this.#observer.onNotice?.(
      from === undefined
        ? `Generation ${generation} has caught up and is now the current one.`
        : `Generation ${generation} has caught up and is now the current one. Topic ${settings.topic} has lost records, so windows that start before ${from} remain those of generation ${before.generation} unless the new ones count more records.`,
    );
  }

  /** Waits until the query has processed what the topic had a moment ago. */
  async #catchUp(query: RunningWindowQuery): Promise<void> {
    for (;;) {
      const begin = performance.now();
      const ends = await this.#ends();
      // An idle query reports no progress, and one that is never idle never processes all.
      const processed = query.processAllAvailable().catch(() => new Promise<void>(() => {}));
      await abortable(Promise.race([this.#reached(ends), processed]), this.#over.signal);
      if (performance.now() - begin < smallLag) return;
    }
  }

  async #waitForLog(batchId: number): Promise<void> {
    const topic = batchLogTopic(this.#generation.resultsTopic);
    const { signal } = this.#over;
    let isLogged = false;
    let start = 0;
    const read = ({ key }: KafkaMessage): void => {
      isLogged ||= String(key) === `commits/${batchId}`;
    };
    while (!isLogged) {
      const ranges = (await this.#ranges(topic)).map((range) => ({ ...range, start: Math.max(start, range.low) }));
      await readRanges(this.#kafka, topic, ranges, read, signal);
      start = ranges[0]?.end ?? 0;
      if (!isLogged) await sleep(logInterval, undefined, { signal });
    }
  }

  async #ends(): Promise<Ends> {
    const ranges = await this.#ranges(this.#job.settings.topic);
    return new Map(ranges.filter(({ low, end }) => low < end).map(({ partition, end }) => [partition, end]));
  }

  async #ranges(topic: string): Promise<readonly OffsetRange[]> {
    const admin = this.#kafka.admin();
    try {
      await admin.connect();
      return (await currentRanges(admin, topic)) ?? [];
    } finally {
      await admin.disconnect();
    }
  }

  #reached(ends: Ends): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if ([...ends].every(([partition, end]) => (this.#processed.get(partition) ?? 0) >= end)) resolve();
      };
      this.#onProgress = check;
      check();
    });
  }

  async #announce(generations: readonly Generation[], { isNew = false } = {}): Promise<void> {
    const kafka = this.#kafka;
    const { settings } = this.#job;
    try {
      if (isNew) await ensureTopic(kafka, generationsDefinition(settings.resultsTopic));
      await announceGenerations(kafka, settings.resultsTopic, generations);
    } catch (error) {
      throw kafkaError(error, this.#options.kafkaServers);
    }
  }
}

/** Returns the latest of ISO times in UTC; undefined if there is none. */
function latest(...times: readonly (string | undefined)[]): string | undefined {
  return times
    .filter((time) => time !== undefined)
    .sort()
    .at(-1);
}

function processedBy({ sources }: StreamingQueryProgress): Ends {
  const offsets = sources.flatMap(({ endOffset }) => Object.values((endOffset ?? {}) as Record<string, object>));
  return new Map(offsets.flatMap(Object.entries).map(([partition, offset]) => [Number(partition), Number(offset)]));
}

/** Returns the generation to build, and whether the topic is another one than that of the current generation. Says what happens. */
async function planNext(
  job: Job,
  { onNotice, signal }: ConsumeObserver,
): Promise<{ readonly generation: Generation; readonly isRecreated: boolean }> {
  const { spark, settings, generations } = job;
  const { topic } = settings;
  const place = inGeneration(job, generations.current);
  const [before, ids, plan] = await Promise.all([
    new CheckpointMemory(spark, place.location).recall(signal),
    fetchTopicIds(accessOf(job), [topic, place.settings.resultsTopic], signal).catch(() => undefined),
    planDigest(settings),
  ]);
  const isSame = (known: { readonly name: string; readonly id?: string | undefined }): boolean =>
    known.id === undefined || ids === undefined || ids.topics.get(known.name) === known.id;
  const isRecreated = before !== undefined && !isSame(before.topic);
  // Letters of the same rules are complete. Of a checkpoint without a plan, nothing is known.
  const keepsLetters = !isRecreated && before?.plan?.messages === plan.messages;
  const { current, building, next } = generations;
  const number = building?.generation ?? next;
  onNotice?.(
    `${building ? 'Resuming' : 'Computing'} generation ${number} of the windows from topic ${topic}. Generation ${current.generation} remains the current one until it has caught up.`,
  );
  if (before?.plan && isSamePlan(before.plan, plan) && !isRecreated && isSame(before.resultsTopic)) {
    onNotice?.(
      `The checkpoint of generation ${current.generation} fits this query, so the migration is possible but not needed.`,
    );
  }
  return {
    isRecreated,
    generation: {
      generation: number,
      resultsTopic: nameInGeneration(settings.resultsTopic, number),
      checkpoint: nameInGeneration(job.location, number),
      state: 'building',
      deadLetterCheckpoint: keepsLetters
        ? current.deadLetterCheckpoint
        : sideCheckpoint(nameInGeneration(job.location, number), 'dead-letters'),
    },
  };
}
