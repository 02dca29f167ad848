import { setTimeout as sleep } from 'node:timers/promises';
import { Partitioners, type Admin, type Kafka } from 'kafkajs';
import { UserError } from '../../command-line/user-error.ts';
import { currentRanges, readRanges } from '../kafka/read-topic.ts';

/**
 * What a generation is for: it is being computed, its windows are the valid ones, they were valid before, or it was given up before it
 * was complete.
 */
export const generationStates = ['building', 'current', 'retired', 'abandoned'] as const;
export type GenerationState = (typeof generationStates)[number];

/** A run of the window query from the start of the topic, with its own checkpoint and results. */
export interface Generation {
  readonly generation: number;
  readonly resultsTopic: string;
  /** Path or URI on the server. Unknown for a first generation that has no successor. */
  readonly checkpoint?: string | undefined;
  readonly state: GenerationState;
  /** ISO time of the first window for which the topic had all records when the generation became current. Undefined if it had all. */
  readonly from?: string | undefined;
  /** ISO time at which the generation became current. Undefined for the first one. */
  readonly since?: string | undefined;
  /** The checkpoint of the query that writes dead letters. Default: the one of the first generation. */
  readonly deadLetterCheckpoint?: string | undefined;
}

/** Milliseconds between two looks at the topic of the generations. */
const watchInterval = 1000;

/** Returns the topic that tells readers of a results topic which generation of it is current. */
export function generationsTopic(resultsTopic: string): string {
  return `${resultsTopic}.generations`;
}

/** Returns the name or path that a generation uses, given that of the first one. */
export function nameInGeneration(name: string, generation: number): string {
  return generation === 1 ? name : `${name.replace(/\/$/, '')}-g${generation}`;
}

/** The generations of a job. */
export class Generations {
  readonly #byNumber: ReadonlyMap<number, Generation>;

  /** @param records the latest record of each generation. A job without records is in its first generation. */
  constructor(resultsTopic: string, records: readonly Generation[]) {
    const first: Generation = { generation: 1, resultsTopic, state: 'current' };
    this.#byNumber = new Map([first, ...records].map((each) => [each.generation, each]));
  }

  /** The generation whose windows are valid. */
  get current(): Generation {
    // The first one is retired only when another one becomes current.
    return this.#latest((state) => state === 'current') ?? this.#byNumber.get(1)!;
  }

  /** The generation that is being computed and will be the current one. */
  get building(): Generation | undefined {
    const latest = this.#latest(() => true)!;
    return latest.state === 'building' ? latest : undefined;
  }

  /** The number of a new generation. */
  get next(): number {
    return this.#latest(() => true)!.generation + 1;
  }

  /**
   * The generations whose windows are still valid, oldest first. The last one is the current one; the others have those windows for
   * which their successors may lack records.
   */
  get valid(): readonly Generation[] {
    const { current } = this;
    const all = [...this.#byNumber.values()]
      .filter(({ generation, state }) => generation < current.generation && state === 'retired')
      .concat(current)
      .sort((a, b) => a.generation - b.generation);
    const complete = all.findLastIndex(({ from }) => from === undefined);
    return all.slice(Math.max(0, complete));
  }

  #latest(matches: (state: GenerationState) => boolean): Generation | undefined {
    return [...this.#byNumber.values()]
      .filter(({ state }) => matches(state))
      .sort((a, b) => b.generation - a.generation)[0];
  }
}

/** Reads the generations of a job. `resultsTopic` is that of the first generation. */
export async function readGenerations(kafka: Kafka, resultsTopic: string, signal?: AbortSignal): Promise<Generations> {
  const topic = generationsTopic(resultsTopic);
  const admin = kafka.admin();
  const records = new Map<string, Generation>();
  try {
    await admin.connect();
    const ranges = (await currentRanges(admin, topic)) ?? [];
    const read = ({ key, value }: { key: Buffer | null; value: Buffer | null }): void => {
      records.set(String(key), parseGeneration(topic, value));
    };
    await readRanges(kafka, topic, ranges, read, signal ?? new AbortController().signal);
  } finally {
    await admin.disconnect();
  }
  return new Generations(resultsTopic, [...records.values()]);
}

/**
 * Announces changes of generations. They arrive together: a reader that sees one of them sees all.
 *
 * @param resultsTopic the results topic of the first generation.
 */
export async function announceGenerations(
  kafka: Kafka,
  resultsTopic: string,
  generations: readonly Generation[],
): Promise<void> {
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  try {
    await producer.connect();
    const messages = generations.map((each) => ({ key: String(each.generation), value: JSON.stringify(each) }));
    await producer.send({ topic: generationsTopic(resultsTopic), messages });
  } finally {
    await producer.disconnect();
  }
}

/**
 * Resolves with the generation that replaces another one, once it is announced. Resolves with undefined when the signal aborts. Ignores
 * an unreachable Kafka.
 */
export async function waitForSuccessor(
  kafka: Kafka,
  resultsTopic: string,
  generation: number,
  signal: AbortSignal,
): Promise<Generation | undefined> {
  const admin = kafka.admin();
  let seen = '0';
  try {
    while (!signal.aborted) {
      const end = await endOf(admin, generationsTopic(resultsTopic)).catch(() => seen);
      if (end !== seen) {
        const current = await readGenerations(kafka, resultsTopic, signal).then(
          (generations) => generations.current,
          () => undefined,
        );
        if (current && current.generation > generation) return current;
        if (current) seen = end;
      }
      await sleep(watchInterval, undefined, { signal }).catch(() => {});
    }
    return undefined;
  } finally {
    await admin.disconnect().catch(() => {});
  }
}

async function endOf(admin: Admin, topic: string): Promise<string> {
  await admin.connect();
  const [partition] = await admin.fetchTopicOffsets(topic);
  return partition?.high ?? '0';
}

function parseGeneration(topic: string, value: Buffer | null): Generation {
  try {
    const record = JSON.parse(String(value)) as Generation;
    if (record.generation >= 1 && record.resultsTopic !== '' && generationStates.includes(record.state)) return record;
  } catch {
    // The error below says so.
  }
  throw new UserError(
    `Topic ${topic} has a message that does not describe a generation: ${String(value)}. Delete the topic to return to the first generation.`,
  );
}
