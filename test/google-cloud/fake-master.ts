import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseGcsUri } from '../../jobs/cloud-storage/gcs-uri.ts';
import { findJava } from '../../scripts/setup/java.mjs';
import { classPath } from '../../scripts/setup/jvm-jars.mjs';
import type { FakeDataproc } from '../support/google-cloud/fake-dataproc.ts';
import type { FakeStorage } from '../support/google-cloud/fake-storage.ts';

type Job = Parameters<FakeDataproc['runJob']>[0];

/** What this machine has in the place of the master. */
export interface FakeMasterSettings {
  readonly storage: FakeStorage;
  /** The bucket for the output of the jobs. */
  readonly bucket: string;
  /** A folder for the files of the jobs: Spark has no connector for `gs://` here. */
  readonly folder: string;
  /** The port of the Spark Connect server, which is 15002 on a master. */
  readonly connectPort: number;
  /** The token of the server. */
  readonly token: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Runs the jobs of a cluster on this machine. The main class is the real one; only what it finds on a master differs. */
export class FakeMaster {
  readonly #settings: FakeMasterSettings;
  readonly #running = new Map<string, ChildProcess>();

  constructor(settings: FakeMasterSettings) {
    this.#settings = settings;
    mkdirSync(settings.folder, { recursive: true });
    writeFileSync(this.#tokenFile, settings.token);
  }

  /** Starts a job, writes its output to the bucket, and sets its state when it ends. */
  run(job: Job): void {
    const { storage, bucket, env } = this.#settings;
    const { mainClass, args } = job.sparkJob ?? {};
    const command = ['-cp', classPath('spark').join(delimiter), mainClass ?? '', ...this.#localArguments(args ?? [])];
    const program = spawn(join(findJava(env).home, 'bin', 'java'), command, { env });
    this.#running.set(idOf(job), program);
    const object = `google-cloud-dataproc-metainfo/uuid/jobs/${idOf(job)}/driveroutput`;
    job.driverOutputResourceUri = `gs://${bucket}/${object}`;
    let output = '';
    for (const stream of [program.stdout, program.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        storage.put(bucket, `${object}.000000000`, output);
      });
    }
    program.once('close', (code) => {
      this.#running.delete(idOf(job));
      const isCanceled = job.status?.state === 'CANCEL_PENDING';
      if (isCanceled) job.status = { state: 'CANCELLED' };
      else job.status = code === 0 ? { state: 'DONE' } : { state: 'ERROR', details: `Exit code ${code}.` };
    });
  }

  /** Ends a job as Dataproc does when its cancellation is requested. */
  cancel(job: Job): void {
    job.status = { state: 'CANCEL_PENDING' };
    this.#running.get(idOf(job))?.kill('SIGTERM');
  }

  /** Ends all jobs. */
  stop(): void {
    for (const program of this.#running.values()) program.kill('SIGTERM');
  }

  get #tokenFile(): string {
    return join(this.#settings.folder, 'token');
  }

  /** Replaces what only a master has: its token, the port of its server, and Cloud Storage. */
  #localArguments(args: readonly string[]): readonly string[] {
    return args.map((value, index) => {
      const option = args[index - 1];
      if (option === '--token-file') return this.#tokenFile;
      if (option === '--connect-port') return String(this.#settings.connectPort);
      return this.#localCopy(value) ?? value;
    });
  }

  #localCopy(uri: string): string | undefined {
    const object = parseGcsUri(uri);
    if (object === undefined) return undefined;
    const bytes = this.#settings.storage.object(object.bucket, object.name);
    if (bytes === undefined) throw new Error(`There is no object ${uri}.`);
    const copy = join(this.#settings.folder, object.bucket, object.name);
    mkdirSync(dirname(copy), { recursive: true });
    writeFileSync(copy, bytes);
    return pathToFileURL(copy).href;
  }
}

function idOf({ reference }: Job): string {
  return reference?.jobId ?? '';
}
