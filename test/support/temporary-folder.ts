import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** Creates a folder that this process and the local Spark can use. It is deleted after the tests of the file; call this outside of hooks. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'spark-connect-ts-files-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
