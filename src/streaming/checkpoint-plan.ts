import type { ActionOptions } from '../client/action-options.ts';
import type { SparkConnectClient } from '../client/spark-connect-client.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { differences, type StreamEssential, type StreamPlan } from '../plan/stream-plan.ts';

/** Reads and writes small texts in the file systems of the server, through the server. */
export interface ServerFiles {
  /** The lines of a text; undefined when there is none. */
  read(path: string, options: ActionOptions): Promise<string | undefined>;
  /** Replaces what is there. */
  write(path: string, text: string, options: ActionOptions): Promise<void>;
}

/** The settings that a checkpoint keeps; a new value has no effect, or breaks the query. */
const settings = [
  'spark.sql.shuffle.partitions',
  'spark.sql.streaming.stateStore.providerClass',
  'spark.sql.streaming.multipleWatermarkPolicy',
] as const;

const rootSetting = 'spark.sql.streaming.checkpointLocation';

interface Record {
  readonly fingerprint: string;
  readonly essentials: readonly StreamEssential[];
}

/** What a checkpoint says about the plan that made it, and what it is to say from now on. */
export interface CheckpointPlan {
  /** A clause for each difference that Spark would not name, or not even notice. */
  readonly differences: readonly string[];
  readonly location: string;
  /** Has the checkpoint remember the new plan; to be called when the query has started. */
  remember(): Promise<void>;
}

/**
 * Compares a plan with the one that its checkpoint was made by, which is kept in a file beside Spark's own. Undefined where
 * the query has no checkpoint that outlives it.
 */
export async function compareWithCheckpoint(
  client: SparkConnectClient,
  files: ServerFiles,
  plan: StreamPlan,
  { location, queryName }: { readonly location: string | undefined; readonly queryName: string | undefined },
  options: ActionOptions,
): Promise<CheckpointPlan | undefined> {
  if (location === undefined && queryName === undefined) return undefined;
  const keys = [rootSetting, ...settings];
  const { pairs } = await client.config({ case: 'getOption', value: { keys } }, options);
  const valueOf = (key: string): string | undefined => pairs.find((pair) => pair.key === key)?.value;
  const root = valueOf(rootSetting);
  const folder = location ?? (root === undefined ? undefined : `${root.replace(/\/$/, '')}/${queryName}`);
  if (folder === undefined) return undefined;

  const isStateful = plan.essentials.some(({ what }) => what !== 'source' && what !== 'watermark');
  const kept = isStateful ? settings : [];
  const essentials = [
    ...plan.essentials,
    ...kept.flatMap((key) => {
      const value = valueOf(key);
      return value === undefined ? [] : [{ what: 'setting', value: `${key}=${value}` } as const];
    }),
  ];
  const path = `${folder.replace(/\/$/, '')}/spark-connect-ts/plan`;
  const record: Record = { fingerprint: plan.fingerprint, essentials };
  const text = JSON.stringify(record);
  const before = parse(await files.read(path, options));
  return {
    location: folder,
    differences: before === undefined ? [] : differences(before.essentials, essentials),
    async remember() {
      if (before?.fingerprint === record.fingerprint && JSON.stringify(before) === text) return;
      await files.write(path, text, options).catch((error: unknown) => {
        // The query runs, which is worth more.
        client.log({ level: 'warn', message: `The plan could not be kept in ${path}: ${String(error)}.` });
      });
    },
  };
}

/** @throws IllegalArgumentException naming what differs, unless nothing does. */
export function requireSamePlan({ differences: clauses, location }: CheckpointPlan): void {
  if (clauses.length === 0) return;
  throw new IllegalArgumentException(
    `The checkpoint at ${location} was made by another plan: ${clauses.join('; ')}. Start with a new checkpointLocation, go back to the plan as it was, or pass { acceptChangedPlan: true } where you know that Spark can go on with it.`,
  );
}

/** A file that is damaged says nothing. */
function parse(text: string | undefined): Record | undefined {
  if (text === undefined) return undefined;
  try {
    const record = JSON.parse(text) as Record;
    return Array.isArray(record.essentials) ? record : undefined;
  } catch {
    return undefined;
  }
}
