import type { ActionOptions } from '../client/action-options.ts';
import { ChangedPlanException } from '../errors/changed-plan-exception.ts';
import type { ServerFiles } from '../execution/server-files.ts';
import type { SessionContext } from '../execution/session-context.ts';
import { readSettings } from '../execution/settings.ts';
import { differences, type StreamEssential, type StreamPlan } from '../plan/stream-plan.ts';

/** Settings that a checkpoint stores. Changing one later has no effect or breaks the query. */
const storedSettings = [
  'spark.sql.shuffle.partitions',
  'spark.sql.streaming.stateStore.providerClass',
  'spark.sql.streaming.multipleWatermarkPolicy',
] as const;

/** Milliseconds. `SparkSession.stop()` waits for pending writes. */
const writeTimeout = 10_000;

/** The folder under which the server stores the checkpoints of named queries that set no location. */
export const checkpointRootSetting = 'spark.sql.streaming.checkpointLocation';

interface PlanRecord {
  readonly fingerprint: string;
  readonly essentials: readonly StreamEssential[];
}

/** What a writer specifies about the location of its checkpoint. */
export interface CheckpointTarget {
  readonly location: string | undefined;
  readonly queryName: string | undefined;
}

/** The plan that created a checkpoint, compared with the plan that is about to resume from it. */
export interface CheckpointComparison {
  readonly location: string;
  /** One clause for each difference that Spark itself would not name or not detect. */
  readonly differences: readonly string[];
  /** The file that stores the plan. */
  readonly path: string;
  /** The new content of the file; undefined if it is unchanged. */
  readonly newText: string | undefined;
}

/** Stores the plan that created a checkpoint in a file inside the checkpoint folder. */
export class CheckpointPlans {
  readonly #session: SessionContext;
  readonly #files: ServerFiles;
  readonly #pendingWrites = new Map<string, Promise<void>>();

  constructor(session: SessionContext, files: ServerFiles) {
    this.#session = session;
    this.#files = files;
  }

  /** Returns undefined if the query has no checkpoint that outlives it. */
  async compare(
    plan: StreamPlan,
    target: CheckpointTarget,
    options: ActionOptions,
  ): Promise<CheckpointComparison | undefined> {
    if (target.location === undefined && target.queryName === undefined) return undefined;
    const values = await readSettings(this.#session, [checkpointRootSetting, ...storedSettings], options);
    const location = locationOf(target, values.get(checkpointRootSetting));
    if (location === undefined) return undefined;

    const path = joinPath(location, 'spark-connect-ts/plan');
    await this.#pendingWrites.get(path);
    const storedText = await this.#files.read(path, options);
    const essentials = [...plan.essentials, ...settingEssentials(plan, values)];
    const record: PlanRecord = { fingerprint: plan.fingerprint, essentials };
    const text = JSON.stringify(record);
    const stored = parse(storedText);
    return {
      location,
      path,
      differences: stored === undefined ? [] : differences(stored.essentials, essentials),
      newText: storedText === text ? undefined : text,
    };
  }

  /** Saves the plan of a query that has started. The write runs in the background. */
  save({ path, newText }: CheckpointComparison): void {
    if (newText === undefined) return;
    const write = this.#files
      .write(path, newText, { timeout: writeTimeout })
      // The query is already running, so a failed write must not fail the caller.
      .catch((error: unknown) => {
        this.#session.client.log({
          level: 'warn',
          message: `Could not save the plan to ${path}: ${String(error)}.`,
        });
      })
      .finally(() => this.#pendingWrites.delete(path));
    this.#pendingWrites.set(path, write);
  }

  /** Resolves when all pending writes have finished. */
  async settled(): Promise<void> {
    await Promise.all(this.#pendingWrites.values());
  }
}

function locationOf({ location, queryName }: CheckpointTarget, root: string | undefined): string | undefined {
  if (location !== undefined || root === undefined || queryName === undefined) return location;
  return joinPath(root, queryName);
}

/** Appends a name to a path on the server, which may be a URI. */
export function joinPath(folder: string, name: string): string {
  return `${folder.replace(/\/$/, '')}/${name}`;
}

/** Returns the settings that the plan depends on: none unless it keeps state. */
function settingEssentials(plan: StreamPlan, values: ReadonlyMap<string, string | undefined>): StreamEssential[] {
  if (plan.essentials.every(({ what }) => what === 'source' || what === 'watermark')) return [];
  return storedSettings.flatMap((key) => {
    const value = values.get(key);
    return value === undefined ? [] : [{ what: 'setting', value: `${key}=${value}` } as const];
  });
}

/** @throws ChangedPlanException when the plans differ. */
export function requireSamePlan({ differences: clauses, location }: CheckpointComparison): void {
  if (clauses.length > 0) throw new ChangedPlanException(location, clauses);
}

/** Returns undefined for a damaged file. */
function parse(text: string | undefined): PlanRecord | undefined {
  if (text === undefined) return undefined;
  try {
    const record = JSON.parse(text) as PlanRecord;
    return Array.isArray(record.essentials) ? record : undefined;
  } catch {
    return undefined;
  }
}
