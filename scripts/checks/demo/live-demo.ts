import { interruptJob, startJobProcess, type JobResult, type RunningJob } from '../../../jobs/job-process.ts';
import type { PageSnapshot } from '../../../jobs/web/page-snapshot.ts';
import { portVariables, type PortName } from '../../../stack/port-names.ts';
import { findFreePorts } from '../../../stack/ports.ts';

/** Seconds for the demo to serve its page. It first starts Spark and Kafka. */
const startSeconds = 120;

/** `npm start -- --web` in a separate process, with a stack of its own on free ports. */
export class LiveDemo {
  /** The address of the page. */
  readonly url: string;
  readonly stateDir: string;
  readonly #running: RunningJob;
  readonly #killWithUs = (): void => void this.#running.job.kill('SIGTERM');

  private constructor(url: string, stateDir: string, running: RunningJob) {
    this.url = url;
    this.stateDir = stateDir;
    this.#running = running;
    // A program that is interrupted must not leave the demo behind.
    process.once('exit', this.#killWithUs);
  }

  /** Starts a demo. Resolves when it serves the page. */
  static async start(stateDir: string, args: readonly string[] = []): Promise<LiveDemo> {
    const running = startJobProcess(['demo', '--web', '0', ...args], undefined, await environment(stateDir));
    try {
      return new LiveDemo(await pageAddress(running), stateDir, running);
    } catch (error) {
      running.job.kill('SIGTERM');
      await running.ended;
      throw error;
    }
  }

  get pid(): number {
    return this.#running.job.pid!;
  }

  /** Returns the snapshot that the page shows. */
  async snapshot(): Promise<PageSnapshot> {
    return (await (await fetch(new URL('api/snapshot', this.url))).json()) as PageSnapshot;
  }

  /** Ends the demo as Ctrl-C does. */
  async interrupt(): Promise<JobResult> {
    process.removeListener('exit', this.#killWithUs);
    return interruptJob(this.#running);
  }
}

async function environment(stateDir: string): Promise<NodeJS.ProcessEnv> {
  const ports = Object.entries(await findFreePorts()).map(([name, port]) => [
    portVariables[name as PortName],
    String(port),
  ]);
  return { ...process.env, ...(Object.fromEntries(ports) as Record<string, string>), STACK_DIR: stateDir };
}

async function pageAddress({ job, ended }: RunningJob): Promise<string> {
  let text = '';
  const address = new Promise<string>((resolve) => {
    job.stderr!.on('data', (part: string) => {
      text += part;
      const url = /^Open (\S+) to see/m.exec(text)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
  const failed = ended.then(({ stderr }) =>
    Promise.reject(new Error(`The demo ended before it had a page:\n${stderr}`)),
  );
  const timer = AbortSignal.timeout(startSeconds * 1000);
  const late = new Promise<never>((_resolve, reject) =>
    timer.addEventListener('abort', () =>
      reject(new Error(`The demo had no page within ${startSeconds} seconds:\n${text}`)),
    ),
  );
  failed.catch(() => {});
  late.catch(() => {});
  return Promise.race([address, failed, late]);
}
