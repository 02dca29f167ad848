import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packJobs } from './program-files.ts';

test('packJobs() packs the jobs so that they run where no packages are installed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'packed-'));
  try {
    const file = join(folder, 'scripts', 'setup', 'jobs.mjs');
    await packJobs(file);
    const help = (job: string): string =>
      execFileSync(process.execPath, [file, job, '--help'], { cwd: folder, encoding: 'utf8' });
    expect(help('produce')).toContain('Usage: npm run produce -- [options]');
    expect(help('consume')).toContain('Usage: npm run spark:consume -- [options]');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
