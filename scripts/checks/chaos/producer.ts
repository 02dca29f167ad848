import { startJobProcess, type JobResult, type RunningJob } from '../../../jobs/job-process.ts';
import { JsonLines } from './json-lines.ts';
import { RoundError } from './wait-until.ts';

type Line = { readonly type: 'batch'; readonly total_records: number } | { readonly type: 'resume' | 'summary' };

const maxStarts = 6;
/** Messages that the producer prints while it keeps running. */
const notice =
  /^(Resuming run|Topic \S+ holds (no messages of run \S+ yet|all messages of run)|Kafka (has not answered for|answers again))\b.*\n/gm;

/** Runs `npm run produce -- --resume`, and repeats the same command whenever it fails. */
export class Producer {
  readonly #args: readonly string[];
  #run: RunningJob | undefined;
  #max = 0;
  #sentBefore = 0;
  #sent = 0;
  #starts = 0;
  #isDone = false;
  #isRunning = false;
  #mayEnd = false;
  #staysUp = true;
  #error: RoundError | undefined;
  /** Its output to stderr whenever it failed. */
  readonly lastWords: string[] = [];

  constructor(args: readonly string[]) {
    this.#args = ['produce', ...args, '--resume', '--json'];
  }

  /** Sends the messages of the run that the topic lacks, until it holds the first `max` of them. */
  send(max: number): void {
    this.#max = max;
    this.#starts = 0;
    this.#start();
  }

  #start(): void {
    this.#starts++;
    this.#isDone = false;
    this.#isRunning = true;
    this.#mayEnd = false;
    this.#sentBefore = this.#sent;
    const lines = new JsonLines<Line>();
    const run = startJobProcess([...this.#args, '--max-records', String(this.#max)], (output) => {
      for (const line of lines.read(output))
        if (line.type === 'batch') this.#sent = this.#sentBefore + line.total_records;
    });
    this.#run = run;
    void run.ended.then((result) => this.#onEnd(result));
  }

  /** The number of messages that were reported as sent. */
  get acknowledged(): number {
    return this.#sent;
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** Whether the last run has sent all it had to. Throws if the producer has failed permanently. */
  get isDone(): boolean {
    if (this.#error) throw this.#error;
    return this.#isDone;
  }

  /** Kills it with SIGKILL. It starts again only with {@link stayUp}. */
  kill(): void {
    this.#mayEnd = true;
    this.#staysUp = false;
    this.#run?.job.kill('SIGKILL');
  }

  /** Starts it again if it was killed. */
  stayUp(): void {
    this.#staysUp = true;
    if (!this.#isRunning && !this.#isDone) this.#start();
  }

  #onEnd({ exitCode, stderr }: JobResult): void {
    this.#isRunning = false;
    this.#isDone = exitCode === 0;
    if (this.#isDone || this.#mayEnd) return;
    const words = stderr.replace(notice, '');
    this.lastWords.push(words || `exit code ${exitCode} without a message`);
    if (!/^[^\n]+\n$/.test(words) || words.startsWith('Something unexpected'))
      this.#error = new RoundError(`The producer ended without one clear sentence: ${words || String(exitCode)}`);
    else if (this.#starts >= maxStarts)
      this.#error = new RoundError(`The producer had to be started ${this.#starts} times: ${words}`);
    else if (this.#staysUp) this.#start();
  }
}
