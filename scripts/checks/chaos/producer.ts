import { startJobProcess, type JobResult, type RunningJob } from '../../../jobs/job-process.ts';
import { JsonLines } from './json-lines.ts';
import { RoundError } from './wait-until.ts';

interface Line {
  readonly type: string;
  readonly total_records: number;
}

const mostTries = 5;

/** `npm run produce`; when it gives up it is started again with the options that it advises. */
export class Producer {
  readonly #args: readonly string[];
  #run: RunningJob | undefined;
  #sentBefore = 0;
  #sent = 0;
  #gaveUp = 0;
  #done = false;
  #error: RoundError | undefined;
  /** What it said when it gave up. */
  readonly lastWords: string[] = [];

  constructor(args: readonly string[]) {
    this.#args = ['produce', ...args, '--json'];
  }

  /** Sends so many records after the first `skip` of the file. */
  send(skip: number, most: number): void {
    this.#sentBefore = skip;
    this.#done = false;
    const lines = new JsonLines<Line>();
    this.#run = startJobProcess([...this.#args, '--skip-records', `${skip}`, '--max-records', `${most}`], (output) => {
      for (const { type, total_records } of lines.read(output)) {
        if (type === 'batch') this.#sent = this.#sentBefore + total_records;
      }
    });
    void this.#run.ended.then((result) => this.#onEnd(result));
  }

  /** The first so many records of the file are in the topic, as the producer says. */
  get acknowledged(): number {
    return this.#sent;
  }

  /** Whether all that it was to send was sent; throws when that will not come. */
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
    const advice = adviceOf(stderr);
    if (advice === undefined || ++this.#gaveUp === mostTries) {
      this.#error = new RoundError(`The producer ended with ${exitCode}: ${stderr}`);
      return;
    }
    this.send(advice.skip, advice.most);
  }
}

/** What a producer that gave up says how to go on. */
export function adviceOf(words: string): { readonly skip: number; readonly most: number } | undefined {
  const [, skip, most] = / go on with --skip-records (\d+) --max-records (\d+)\.\n$/.exec(words) ?? [];
  if (skip === undefined) return undefined;
  return { skip: Number(skip), most: Number(most) };
}
