import { WindowTable } from '../../../jobs/monitor/window-table.ts';
import { windowFromJson, type WindowJson, type WindowRow } from '../../../jobs/windows/window-row.ts';
import { startJobProcess, type JobResult, type RunningJob } from '../../../jobs/job-process.ts';
import { windows } from './check-round.ts';
import { JsonLines } from './json-lines.ts';
import { RoundError, waitUntil } from './wait-until.ts';

type Line = { readonly type: string; readonly restored?: boolean } & WindowJson;

/** A consumer that has to be restarted more often fails the round. */
const maxStarts = 5;
/** The windows of the consumer's defaults. */
const shape = { windowDuration: windows.duration, slideDuration: windows.slide };
/** Messages that the consumer prints while it keeps running. */
const notice =
  /^((Spark|Kafka) (has not (finished a batch yet|answered for)|answers again)|The last windows did not arrive in time)\b.*\n/gm;
/** The exit code after Ctrl-C. */
const interrupted = 130;

/** Runs `npm run spark:consume` and starts it again with the same command whenever it ends by itself. */
export class Consumer {
  readonly #args: readonly string[];
  #run: RunningJob | undefined;
  #table = new WindowTable(shape);
  #starts = 0;
  #isRunning = false;
  #mayEnd = false;
  #staysUp = false;
  /** When the last window arrived that no earlier run had received. */
  lastLiveWindowAt = -Infinity;
  /** Its output to stderr whenever it ended by itself. */
  readonly lastWords: string[] = [];

  constructor(args: readonly string[]) {
    this.#args = ['consume', ...args, '--json'];
  }

  start(): void {
    this.#starts++;
    this.#isRunning = true;
    this.#mayEnd = false;
    this.#table = new WindowTable(shape);
    const lines = new JsonLines<Line>();
    const run = startJobProcess(this.#args, (output) => {
      if (this.#run !== run) return;
      for (const line of lines.read(output)) this.#onLine(line);
    });
    this.#run = run;
    void run.ended.then((result) => this.#onEnd(result));
  }

  /** From now on, starts it again whenever it ends, and immediately if it has already ended. */
  stayUp(): void {
    this.#staysUp = true;
    if (!this.#isRunning) this.start();
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** The latest row of each window that the current run has printed. */
  get windows(): readonly WindowRow[] {
    return this.#table.rows;
  }

  /** Throws if it ended without a clear message, or too often. */
  check(): void {
    const unclear = this.lastWords.find(
      (words) => !/^[^\n]+\n$/.test(words) || words.startsWith('Something unexpected'),
    );
    if (unclear !== undefined) throw new RoundError(`The consumer ended without one clear sentence: ${unclear}`);
    if (this.#starts > maxStarts) throw new RoundError(`The consumer had to be started ${this.#starts} times.`);
  }

  /** Kills it with SIGKILL. */
  kill(): void {
    this.#mayEnd = true;
    this.#run?.job.kill('SIGKILL');
  }

  /** Stops it with SIGINT, as Ctrl-C does. */
  async stop(signal: AbortSignal): Promise<void> {
    this.#staysUp = false;
    this.#mayEnd = true;
    this.#run?.job.kill('SIGINT');
    await waitUntil(() => !this.#isRunning, { wanted: 'The consumer did not stop', seconds: 45, signal });
    const { exitCode, stderr } = await this.#run!.ended;
    const complaint = stderr.replace(notice, '');
    if (exitCode !== interrupted || complaint !== '')
      throw new RoundError(`The consumer ended with ${exitCode}: ${complaint}`);
  }

  #onLine({ type, restored, ...row }: Line): void {
    if (type !== 'window') return;
    this.#table.upsert({ key: row.window_start, row: windowFromJson(row) });
    if (!restored) this.lastLiveWindowAt = performance.now();
  }

  #onEnd({ exitCode, stderr }: JobResult): void {
    this.#isRunning = false;
    if (this.#mayEnd) return;
    this.lastWords.push(stderr.replace(notice, '') || `exit code ${exitCode} without a message`);
    if (this.#staysUp && this.#starts <= maxStarts) this.start();
  }
}
