import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A folder that this process and Spark beside it both see; it goes with the last test of the file. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'spark-connect-ts-test-'));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
