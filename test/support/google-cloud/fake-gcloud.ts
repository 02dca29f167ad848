import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a fake gcloud does. */
export interface FakeGcloudSettings {
  /** The real local port of each port of the master. */
  readonly ports?: Readonly<Record<number, number>>;
  /** The output of the remote commands that contain a text. */
  readonly outputs?: Readonly<Record<string, string>>;
  /** Text for stderr with which every call fails. */
  readonly failure?: string;
}

/** A folder with an executable gcloud that forwards ports by plain TCP. Its name goes on the PATH. */
export class FakeGcloud {
  readonly path: string;
  readonly #settings: string;
  readonly #log: string;

  constructor(folder: string, settings: FakeGcloudSettings) {
    this.path = join(folder, 'bin');
    this.#settings = join(folder, 'gcloud.json');
    this.#log = join(folder, 'gcloud.log');
    mkdirSync(this.path, { recursive: true });
    const script = fileURLToPath(new URL('gcloud-program.mjs', import.meta.url));
    writeFileSync(
      join(this.path, 'gcloud'),
      `#!/bin/sh\nexec '${process.execPath}' '${script}' '${this.#settings}' '${this.#log}' "$@"\n`,
    );
    chmodSync(join(this.path, 'gcloud'), 0o755);
    this.set(settings);
  }

  set(settings: FakeGcloudSettings): void {
    writeFileSync(this.#settings, JSON.stringify(settings));
  }

  /** The process id and the arguments of each call so far. */
  get calls(): readonly { readonly pid: number; readonly args: readonly string[] }[] {
    if (!existsSync(this.#log)) return [];
    const lines = readFileSync(this.#log, 'utf8').trim().split('\n');
    return lines.map((line) => JSON.parse(line) as { readonly pid: number; readonly args: readonly string[] });
  }
}
