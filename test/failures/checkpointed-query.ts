import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { SparkSession, type StreamingQuery } from '../../src/index.ts';

/** A streaming query whose server is killed. It writes each number of its source once, and its state has all of them. */
export class CheckpointedQuery {
  /** The folder of the output. */
  readonly rows: string;
  /** The number of the last acknowledged batch of each run. */
  readonly acknowledged: number[] = [];
  readonly #checkpoint: string;

  constructor(folder: string) {
    this.rows = join(folder, 'rows');
    this.#checkpoint = join(folder, 'checkpoint');
  }

  /** Starts the query, or resumes it, and waits for some batches. Returns a function that waits until its server is gone. */
  async run(remote: string): Promise<() => Promise<void>> {
    const spark = await SparkSession.builder
      .remote(remote)
      .retryPolicy({ maxRetries: 1 })
      .heartbeatInterval(0)
      .getOrCreate();
    const query = await this.#start(spark);
    let last = -1;
    let seen = 0;
    const following = (async () => {
      for await (const { batchId } of query.progress()) {
        last = batchId;
        seen++;
      }
    })().catch(() => {});
    while (seen < 3) await sleep(10);
    return async () => {
      await following;
      await spark.stop().catch(() => {});
      this.acknowledged.push(last);
    };
  }

  /** Fails unless the checkpoint has all acknowledged batches, and no partial file. */
  expectComplete(): void {
    for (const log of ['offsets', 'commits']) {
      const numbers = this.#filesOf(log);
      for (const batch of numbers) parseLog(join(this.#checkpoint, log, String(batch)));
      const complete = Array.from({ length: this.acknowledged.at(-1)! + 1 }, (_, batch) => batch);
      expect(numbers).toEqual(expect.arrayContaining(complete));
    }
    expect(existsSync(join(this.#checkpoint, 'metadata'))).toBe(true);
  }

  #start(spark: SparkSession): Promise<StreamingQuery> {
    return spark.readStream
      .format('rate-micro-batch')
      .options({ rowsPerBatch: 10, startTimestamp: 0, numPartitions: 1 })
      .load()
      .dropDuplicates('value')
      .select('value')
      .writeStream.format('parquet')
      .option('checkpointLocation', this.#checkpoint)
      .start(this.rows);
  }

  /** Returns the numbers of the files of a log. Temporary files do not count. */
  #filesOf(log: string): readonly number[] {
    return readdirSync(join(this.#checkpoint, log))
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  }
}

/** Fails unless a file of a checkpoint log is complete: a version and lines of JSON. */
function parseLog(file: string): void {
  const [version, ...lines] = readFileSync(file, 'utf8').split('\n');
  expect(version, file).toBe('v1');
  for (const line of lines) JSON.parse(line);
  expect(lines.length, file).toBeGreaterThan(0);
}
