import type { ActionOptions } from '../client/action-options.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import type { ServerFiles } from '../execution/server-files.ts';
import type { SessionContext } from '../execution/session-context.ts';
import { readSettings } from '../execution/settings.ts';
import { differences, type StreamEssential, type StreamPlan } from '../plan/stream-plan.ts';

/** The settings that a checkpoint keeps; a new value has no effect, or breaks the query. */
const settings = [
  'spark.sql.shuffle.partitions',
  'spark.sql.streaming.stateStore.providerClass',
  'spark.sql.streaming.multipleWatermarkPolicy',
] as const;

/** Milliseconds; `stop()` of the session waits for it. */
const longestWrite = 10_000;

/** Below it a server keeps the checkpoint of each query that has a name and says nothing else. */
export const checkpointRootSetting = 'spark.sql.streaming.checkpointLocation';

interface PlanRecord {
  readonly fingerprint: string;
  readonly essentials: readonly StreamEssential[];
}

/** Where a query keeps how far it is, as far as its writer says so. */
export interface CheckpointPlace {
  readonly location: string | undefined;
  readonly queryName: string | undefined;
}

/** What a checkpoint says about the plan that made it, beside the plan that is to go on with it. */
export interface CheckpointComparison {
  readonly location: string;
  /** A clause for each difference that Spark would not name, or not even notice. */
  readonly differences: readonly string[];
  /** The file of the plan, and its new text where that is another. */
  readonly path: string;
  readonly newText: string | undefined;
}

/** The plans that checkpoints were made by, each in a file beside Spark's own. */
export class CheckpointPlans {
  readonly #session: SessionContext;
  readonly #files: ServerFiles;
  readonly #writing = new Map<string, Promise<void>>();

  constructor(session: SessionContext, files: ServerFiles) {
    this.#session = session;
    this.#files = files;
  }

  /** Undefined where the query has no checkpoint that outlives it. */
  async compare(
    plan: StreamPlan,
    place: CheckpointPlace,
    options: ActionOptions,
  ): Promise<CheckpointComparison | undefined> {
    if (place.location === undefined && place.queryName === undefined) return undefined;
    const known = await readSettings(this.#session, [checkpointRootSetting, ...settings], options);
    const location = locationOf(place, known.get(checkpointRootSetting));
    if (location === undefined) return undefined;

    const path = pathBelow(location, 'spark-connect-ts/plan');
    await this.#writing.get(path);
    const before = await this.#files.read(path, options);
    const essentials = [...plan.essentials, ...settingEssentials(plan, known)];
    const record: PlanRecord = { fingerprint: plan.fingerprint, essentials };
    const text = JSON.stringify(record);
    const earlier = parse(before);
    return {
      location,
      path,
      differences: earlier === undefined ? [] : differences(earlier.essentials, essentials),
      newText: before === text ? undefined : text,
    };
  }

  /** Has the checkpoint remember the plan, which has started with it; nobody has to wait for that. */
  remember({ path, newText }: CheckpointComparison): void {
    if (newText === undefined) return;
    const writing = this.#files
      .write(path, newText, { timeout: longestWrite })
      // The query runs, which is worth more.
      .catch((error: unknown) => {
        this.#session.client.log({
          level: 'warn',
          message: `The plan could not be kept in ${path}: ${String(error)}.`,
        });
      })
      .finally(() => this.#writing.delete(path));
    this.#writing.set(path, writing);
  }

  /** Resolves when all plans are written. */
  async settled(): Promise<void> {
    await Promise.all(this.#writing.values());
  }
}

function locationOf({ location, queryName }: CheckpointPlace, root: string | undefined): string | undefined {
  if (location !== undefined || root === undefined || queryName === undefined) return location;
  return pathBelow(root, queryName);
}

/** A path in a file system of the server, which may be a URI. */
export function pathBelow(folder: string, name: string): string {
  return `${folder.replace(/\/$/, '')}/${name}`;
}

/** Only state is bound to settings. */
function settingEssentials(plan: StreamPlan, known: ReadonlyMap<string, string | undefined>): StreamEssential[] {
  if (plan.essentials.every(({ what }) => what === 'source' || what === 'watermark')) return [];
  return settings.flatMap((key) => {
    const value = known.get(key);
    return value === undefined ? [] : [{ what: 'setting', value: `${key}=${value}` } as const];
  });
}

/** @throws IllegalArgumentException naming what differs, unless nothing does. */
export function requireSamePlan({ differences: clauses, location }: CheckpointComparison): void {
  if (clauses.length === 0) return;
  throw new IllegalArgumentException(
    `The checkpoint at ${location} was made by another plan: ${clauses.join('; ')}. Start with a new checkpointLocation, go back to the plan as it was, or pass { acceptChangedPlan: true } where you know that Spark can go on with it.`,
  );
}

/** A file that is damaged says nothing. */
function parse(text: string | undefined): PlanRecord | undefined {
  if (text === undefined) return undefined;
  try {
    const record = JSON.parse(text) as PlanRecord;
    return Array.isArray(record.essentials) ? record : undefined;
  } catch {
    return undefined;
  }
}
