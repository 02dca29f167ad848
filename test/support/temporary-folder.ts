import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A folder that this process and Spark beside it both see; it goes with the last test of the file, which calls this outside of its hooks. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'spark-connect-ts-files-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
