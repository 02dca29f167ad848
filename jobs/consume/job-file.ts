import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filePath } from '../../command-line/option-parsers.ts';
import { UserError } from '../../command-line/user-error.ts';
import { identify, type ProcessIdentity } from '../../stack/process-identity.ts';
import type { JobSnapshot, QueryIdentity, SnapshotSource } from '../monitor/job-snapshot.ts';

/** What a consumer leaves about its job for other terminals. */
export interface JobRecord extends Pick<
  JobSnapshot,
  'at' | 'query' | 'status' | 'totals' | 'account' | 'batch' | 'lag' | 'watermark'
> {
  readonly process: ProcessIdentity;
  readonly lastNotice: string | null;
}

/** What distinguishes the jobs of different servers and topics. */
export type JobKey = Pick<QueryIdentity, 'remote' | 'topic' | 'resultsTopic'>;

/** Milliseconds between two writes. */
const interval = 1000;

/** Returns the folder of the records: that of JOBS_DIR, or else `.jobs` in the clone. */
function jobsFolder(): string {
  const given = process.env['JOBS_DIR'];
  if (given === '') throw new UserError('JOBS_DIR is set but empty: set it to a folder, or unset it.');
  return given === undefined ? '.jobs' : filePath(given);
}

function fileOf({ remote, topic, resultsTopic }: JobKey): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([remote, topic, resultsTopic]))
    .digest('hex');
  return join(jobsFolder(), `${topic}-${hash.slice(0, 12)}.json`);
}

/**
 * Keeps the record of a job up to date, at most once a second. Returns a function that writes it for the last time. A failure is
 * reported once, because the job goes on without it.
 *
 * @param key the job as its options name it: a later generation has the record of the first.
 */
export function keepJobRecord(key: JobKey, source: SnapshotSource, onNotice: (sentence: string) => void): () => void {
  const file = fileOf(key);
  const ownProcess = identify(process.pid)!;
  const before = readJobRecord(key);
  let timer: NodeJS.Timeout | undefined;
  let hasFailed = false;
  const write = (): void => {
    timer = undefined;
    const { at, query, status, totals, account, watermark, notices, ...snapshot } = source.snapshot();
    // A run without new records does not know them.
    const batch = snapshot.batch ?? before?.batch;
    const lag = snapshot.lag.partitions.length > 0 ? snapshot.lag : (before?.lag ?? snapshot.lag);
    const lastNotice = notices.at(-1)?.sentence ?? null;
    const record: JobRecord = {
      process: ownProcess,
      at,
      query: { ...query, plan: null },
      status,
      totals,
      account,
      ...(batch && { batch }),
      lag,
      watermark,
      lastNotice,
    };
    try {
      writeRecord(file, record);
    } catch (error) {
      if (hasFailed) return;
      hasFailed = true;
      onNotice(`Could not write ${file}, so --status will not know this job: ${(error as Error).message}`);
    }
  };
  const unsubscribe = source.subscribe(() => (timer ??= setTimeout(write, interval)));
  write();
  return () => {
    unsubscribe();
    clearTimeout(timer);
    write();
  };
}

/** Replaces the file as a whole, so that nobody reads a part of it. */
function writeRecord(file: string, record: JobRecord): void {
  mkdirSync(jobsFolder(), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(record, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, file);
}

/** Returns the record of a job; undefined if it has never run here. */
export function readJobRecord(key: JobKey): JobRecord | undefined {
  return parseRecord(fileOf(key));
}

/** Returns the records of all jobs that have run here, the one that was active last first. */
export function readJobRecords(): readonly JobRecord[] {
  let names: readonly string[];
  try {
    names = readdirSync(jobsFolder());
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new UserError(`${jobsFolder()} cannot be read: ${(error as Error).message}. Set JOBS_DIR to another folder.`);
  }
  return names
    .filter((name) => name.endsWith('.json'))
    .map((name) => parseRecord(join(jobsFolder(), name)))
    .filter((record) => record !== undefined)
    .sort((one, other) => (one.at < other.at ? 1 : -1));
}

function parseRecord(file: string): JobRecord | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return JSON.parse(text) as JobRecord;
  } catch (error) {
    throw new UserError(`${file} is not the record of a job. Delete it and run the command again.`, { cause: error });
  }
}
