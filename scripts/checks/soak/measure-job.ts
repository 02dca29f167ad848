import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Returns the resident memory of processes in MB, by process ID. A process that does not exist is missing. */
export async function residentMemory(pids: readonly number[]): Promise<ReadonlyMap<number, number>> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'pid=,rss=', '-p', pids.join(',')]);
  const lines = stdout.trim().split('\n');
  return new Map(
    lines.map((line) => {
      const [pid, kilobytes] = line.trim().split(/\s+/).map(Number) as [number, number];
      return [pid, kilobytes / 1024];
    }),
  );
}

/** The number of files in a folder and its subfolders, and their size. */
export interface FolderSize {
  readonly files: number;
  readonly megabytes: number;
}

/** Adds up the files in a folder and its subfolders. Files that vanish meanwhile do not count. */
export async function folderSize(
  folder: string,
  isWanted: (name: string) => boolean = () => true,
): Promise<FolderSize> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  let [files, bytes] = [0, 0];
  for (const entry of entries) {
    if (!entry.isFile() || !isWanted(entry.name)) continue;
    const found = await stat(join(entry.parentPath, entry.name)).catch(() => undefined);
    if (found === undefined) continue;
    files++;
    bytes += found.size;
  }
  return { files, megabytes: bytes / 2 ** 20 };
}

/** Returns the size of the log of a topic in the data folder of a broker. Indexes do not count, because Kafka preallocates them. */
export async function topicSize(dataFolder: string, topic: string): Promise<number> {
  const partition = /^-\d+$/;
  const folders = (await readdir(dataFolder)).filter(
    (name) => name.startsWith(topic) && partition.test(name.slice(topic.length)),
  );
  const sizes = await Promise.all(
    folders.map((name) => folderSize(join(dataFolder, name), (file) => file.endsWith('.log'))),
  );
  return sizes.reduce((sum, { megabytes }) => sum + megabytes, 0);
}
