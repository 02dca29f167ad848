import { setTimeout as sleep } from 'node:timers/promises';
import { deadLetterTopic } from '../dead-letters/dead-letter.ts';
import { runAudit } from '../fates/run-audit.ts';
import { createKafka } from '../kafka/create-kafka.ts';
import { endsOf, JobMonitor } from '../monitor/job-monitor.ts';
import type { JobOptions } from '../windows/job-options.ts';
import { queryName } from '../windows/window-query.ts';
import {
  startWindowQuery,
  type ConsumeObserver,
  type RunningWindowQuery,
  type StartedQuery,
} from './consume-windows.ts';
import { keepJobRecord, type JobKey } from './job-file.ts';
import { LagGroup } from './lag-group.ts';
import { watchRecords } from './watch-records.ts';
import type { JobView } from './window-view.ts';

/** How to watch a query. */
export interface WatchSettings {
  readonly monitor: JobMonitor;
  /** Shows what the monitor knows. */
  readonly view: JobView;
  /** Whether someone looks at the account and the lag, which need more than the query reports. */
  readonly account: boolean;
  /** The consumer group to which the processed offsets are committed. Default: named after the query; `false`: none. */
  readonly lagGroup: string | boolean;
  /** Whether to keep a record of the job for `--status` and `--list`. */
  readonly record: boolean;
  /** Starts the query. Default: `startWindowQuery`. */
  readonly start?: (options: JobOptions, observer: ConsumeObserver) => Promise<RunningWindowQuery>;
}

/** What the caller still does itself. */
export type WatchObserver = Pick<ConsumeObserver, 'signal' | 'leftovers' | 'onStarted'> & {
  readonly onNotice: (sentence: string) => void;
};

const auditInterval = 2000;
/** Seconds to wait for dead letters and the log of the batches to follow the windows. */
const auditTimeout = 20;

/** Creates the monitor of a job. */
export function createMonitor(options: JobOptions): JobMonitor {
  const { watermark, windowDuration, slideDuration, trigger, maxOffsetsPerTrigger } = options;
  return new JobMonitor({
    name: queryName(options),
    generation: 1,
    remote: withoutParameters(options.remote),
    kafkaServers: options.kafkaServers,
    topic: options.topic,
    resultsTopic: options.resultsTopic,
    deadLetterTopic: deadLetterTopic(options.topic),
    checkpoint: options.checkpoint ?? null,
    archive: options.archive ?? null,
    lagGroup: null,
    windowDuration,
    slideDuration,
    watermark,
    trigger,
    maxOffsetsPerTrigger,
  });
}

/** Removes the parameters of a connection string, one of which may be a token. */
function withoutParameters(remote: string): string {
  return remote.replace(/^(sc:\/\/[^/;]*).*$/, '$1');
}

/** Returns what distinguishes a job from others in its records. */
export function keyOf({ remote, topic, resultsTopic }: JobOptions): JobKey {
  return { remote: withoutParameters(remote), topic, resultsTopic };
}

/** Starts the query of the job, and keeps a monitor and a view up to date. */
export async function startWatchedQuery(
  options: JobOptions,
  { signal, leftovers, onNotice, onStarted: whenStarted }: WatchObserver,
  settings: WatchSettings,
): Promise<RunningWindowQuery> {
  const { monitor, view, start = startWindowQuery } = settings;
  const over = new AbortController();
  let lag: LagGroup | undefined;
  let hasPlan = false;
  let started: StartedQuery | undefined;
  let finishRecord = (): void => {};

  const describePlan = async (): Promise<void> => {
    if (started === undefined || hasPlan) return;
    hasPlan = true;
    // Spark has the plan of the last batch.
    const plan = await started.query.explain().catch(() => null);
    monitor.identify({ plan });
  };
  const onStarted = (query: StartedQuery): void => {
    started = query;
    const { spark, settings: plan } = query;
    const { id, runId } = query.query;
    const name = queryName(plan);
    const group = settings.lagGroup === true ? name : settings.lagGroup;
    monitor.identify({
      name,
      generation: query.generation,
      id,
      runId,
      sessionId: spark.sessionId,
      resultsTopic: plan.resultsTopic,
      checkpoint: query.checkpoint,
      planFingerprint: query.planFingerprint,
      lagGroup: group === false ? null : group,
    });
    monitor.started();
    if (settings.record) finishRecord = keepJobRecord(keyOf(options), monitor, onNotice);
    view.started?.(monitor.snapshot().query);
    whenStarted?.(query);
    void spark
      .version()
      .then((sparkVersion) => monitor.identify({ sparkVersion }))
      .catch(() => {});
    const kafka = createKafka(options.kafkaServers, { verbose: options.verbose, config: options.kafkaConfig });
    if (group !== false) {
      lag = new LagGroup(kafka, plan.topic, group);
      void lag.start().catch((error: unknown) => {
        if (!over.signal.aborted)
          onNotice(`Could not join consumer group ${group}, so Kafka's tools do not show the lag: ${String(error)}`);
      });
    }
    if (!settings.account) return;
    void watchRecords(kafka, plan.topic, monitor, over.signal);
    void auditWhenNeeded(options, monitor, over.signal);
  };

  const running = await start(options, {
    ...(signal && { signal }),
    ...(leftovers && { leftovers }),
    onStarted,
    onWindow(update) {
      monitor.window(update);
      view.windows([update]);
    },
    onProgress(progress) {
      monitor.progress(progress);
      lag?.processed(endsOf(progress, options.topic));
      view.progress(progress);
      if (settings.account) void describePlan();
    },
    onNotice(sentence) {
      monitor.notice(sentence);
      onNotice(sentence);
    },
    onService: (service, answers) => monitor.service(service, answers ? 'up' : 'down'),
  }).catch((error: unknown) => {
    over.abort();
    if (!signal?.aborted) monitor.notice(error instanceof Error ? error.message : String(error), 'error');
    monitor.ended(signal?.aborted ? 'stopped' : 'failed');
    finishRecord();
    throw error;
  });
  const end = async (status: 'stopped' | 'failed'): Promise<void> => {
    over.abort();
    monitor.ended(status);
    finishRecord();
    await lag?.stop();
  };
  const ended = running.ended.then(
    () => end('stopped'),
    async (error: unknown) => {
      monitor.notice(error instanceof Error ? error.message : String(error), 'error');
      await end('failed');
      throw error;
    },
  );
  ended.catch(() => {});
  return {
    ...running,
    ended,
    async stop() {
      await running.stop();
      await ended;
    },
    async stopNow() {
      await running.stopNow();
      await lag?.stop();
    },
  };
}

/** Audits the topic when the monitor cannot tell otherwise what became of its records. */
async function auditWhenNeeded(options: JobOptions, monitor: JobMonitor, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await sleep(auditInterval, undefined, { signal }).catch(() => {});
    if (signal.aborted || !monitor.needsAudit) continue;
    // A job without a finished batch has nothing to audit, and a service that is away is reported by others.
    await runAudit({ ...options, archive: undefined, timeout: auditTimeout }, signal).then(
      (account) => monitor.audit(account),
      () => {},
    );
  }
}
