import { startJobProcess, type JobResult, type RunningJob } from '../../../jobs/job-process.ts';
import { JsonLines } from './json-lines.ts';
import { RoundError } from './wait-until.ts';

type Line =
  | { readonly type: 'batch'; readonly total_records: number }
  | { readonly type: 'resume'; readonly skip_records: number; readonly max_records: number }
  | { readonly type: 'summary' };

type ResumeLine = Extract<Line, { type: 'resume' }>;

const maxAttempts = 5;

/** Runs `npm run produce`. If it fails, starts it again with the options that it suggests. */
export class Producer {
  readonly #args: readonly string[];
  #run: RunningJob | undefined;
  #sentBefore = 0;
  #sent = 0;
  #failedAttempts = 0;
  #resume: ResumeLine | undefined;
  #done = false;
  #error: RoundError | undefined;
  /** Its output to stderr whenever it failed. */
  readonly lastWords: string[] = [];

  constructor(args: readonly string[]) {
    this.#args = ['produce', ...args, '--json'];
  }

  /** Sends up to `max` records after the first `skip` of the file. */
  send(skip: number, max: number): void {
    this.#sentBefore = skip;
    this.#done = false;
    this.#resume = undefined;
    const lines = new JsonLines<Line>();
    this.#run = startJobProcess([...this.#args, '--skip-records', `${skip}`, '--max-records', `${max}`], (output) => {
      for (const line of lines.read(output)) {
        if (line.type === 'batch') this.#sent = this.#sentBefore + line.total_records;
        if (line.type === 'resume') this.#resume = line;
      }
    });
    void this.#run.ended.then((result) => this.#onEnd(result));
  }

  /** The number of records, from the beginning of the file, that the producer has reported as sent. */
  get acknowledged(): number {
    return this.#sent;
  }

  /** Whether all records were sent. Throws if the producer has failed permanently. */
  get isDone(): boolean {
    if (this.#error) throw this.#error;
    return this.#done;
  }

  kill(): void {
    this.#run?.job.kill('SIGKILL');
  }

  #onEnd({ exitCode, stderr }: JobResult): void {
    if (exitCode === 0) {
      this.#done = true;
      return;
    }
    this.lastWords.push(stderr);
    const resume = this.#resume;
    if (resume === undefined || ++this.#failedAttempts === maxAttempts) {
      this.#error = new RoundError(`The producer ended with ${exitCode}: ${stderr}`);
      return;
    }
    this.send(resume.skip_records, resume.max_records);
  }
}
