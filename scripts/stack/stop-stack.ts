import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from '../setup/lock.mjs';
import { endProcess } from './process-identity.ts';
import { tokenFile } from './spark-server.ts';
import { runningProcesses } from './stack.ts';
import { readRecord, removeRecord } from './stack-record.ts';
import { cleanStateFolder } from './state-folder.ts';

const graceMs = 15_000;

/** Stops the stack in a state folder; resolves to false when none ran. Logs and data stay, unless `clean` is asked for. */
export async function stopStack(stateDir: string, options: { readonly clean?: boolean } = {}): Promise<boolean> {
  if (!existsSync(stateDir)) return false;
  const stopped = await withLock(join(stateDir, 'lock'), async () => {
    const { spark, kafka } = runningProcesses(readRecord(stateDir));
    // Spark first: its queries would complain about a broker that went away.
    if (spark !== undefined) await endProcess(spark, graceMs);
    if (kafka !== undefined) await endProcess(kafka, graceMs);
    removeRecord(stateDir);
    rmSync(tokenFile(stateDir), { force: true });
    return spark !== undefined || kafka !== undefined;
  });
  if (options.clean) cleanStateFolder(stateDir);
  return stopped;
}
