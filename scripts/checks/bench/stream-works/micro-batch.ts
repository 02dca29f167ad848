import { median } from '../measure.ts';
import type { StreamMeasurement, StreamServers, StreamWork } from '../stream-work.ts';
import { jobTurn, type JobSide } from './job-turn.ts';
import { processorTime } from './processor-time.ts';

const atMost = 0.4;

/** Two queries whose batches are compared. */
export interface ComparedTurns {
  readonly name: string;
  readonly against: string;
  /** The required ratio, ours ÷ theirs. */
  readonly atMost: number;
  readonly ours: Omit<JobSide, 'kafkaServers' | 'topic' | 'trigger'>;
  readonly theirs: Omit<JobSide, 'kafkaServers' | 'topic' | 'trigger'>;
}

/** The number of batches and the time after which a turn ends. Batches of the first turns only warm up the server. */
interface TurnLimits {
  readonly batches: number;
  readonly milliseconds: number;
}

/** The first batches of a turn process what arrived while the other side had its turn. */
const catchUpBatches = 4;

/** The batches of a turn: the duration of each, and their processor time together, both in milliseconds. */
interface Turn {
  readonly durations: readonly number[];
  readonly processor: number;
}

/** Spark's defaults for the settings that the job's session changes for speed, except for the number of shuffle partitions. */
const stockSettings = { 'spark.sql.codegen.factoryMode': 'FALLBACK' } as const;

/**
 * The time of a batch of the job's plan at a steady rate, back to back. Both sides have the same number of shuffle partitions, so that
 * Spark's default, which is a hundred times as large, is not what is compared.
 */
export const microBatch: StreamWork = {
  name: 'micro-batch',
  measure: (servers) => compare('micro-batch', 'Spark, 2 partitions', servers, stockSettings),
};

/** The same with Spark's default number of shuffle partitions, which is what a program without session settings gets. */
export const stockPartitions: StreamWork = {
  name: 'micro-batch, 200 partitions',
  isLong: true,
  measure: (servers) =>
    compare('micro-batch, 200 partitions', 'Spark, 200 partitions', servers, {
      ...stockSettings,
      'spark.sql.shuffle.partitions': 200,
    }),
};

function compare(
  name: string,
  against: string,
  servers: StreamServers,
  settings: NonNullable<JobSide['settings']>,
): Promise<readonly StreamMeasurement[]> {
  const id = name.replaceAll(/\W+/g, '-');
  return compareTurns(servers, {
    name,
    against,
    atMost,
    ours: { stack: servers.ours, resultsTopic: `bench-${id}-ours` },
    theirs: { stack: servers.stock, resultsTopic: `bench-${id}-stock`, settings },
  });
}

/** Measures the batches of two queries, which run in turn. */
export async function compareTurns(
  { ours, topic, createTopic, quick, signal }: Omit<StreamServers, 'stock'>,
  { name, against, atMost, ours: ourSide, theirs }: ComparedTurns,
): Promise<readonly StreamMeasurement[]> {
  const common = { kafkaServers: ours.kafkaServers, topic, trigger: 0 };
  const [our, their] = [
    { ...common, ...ourSide, turns: [] as Turn[] },
    { ...common, ...theirs, turns: [] as Turn[] },
  ];
  for (const { resultsTopic } of [our, their]) await createTopic(resultsTopic);
  const warmUp: TurnLimits = { batches: quick ? 60 : 200, milliseconds: 60_000 };
  for (const side of [our, their]) await takeTurn(side, warmUp, signal);
  const turn: TurnLimits = { batches: 25, milliseconds: quick ? 8000 : 15_000 };
  for (let round = 0; round < (quick ? 3 : 8); round++) {
    // A server gets faster with each batch, so swap the order every round.
    for (const side of round % 2 === 0 ? [our, their] : [their, our]) {
      side.turns.push(await takeTurn(side, turn, signal));
    }
  }
  const [our50, their50] = [our, their].map(({ turns }) => median(turns.flatMap(({ durations }) => durations))) as [
    number,
    number,
  ];
  // Less exact, but on a busy machine closer to the truth than durations.
  const [ourCpu, theirCpu] = [our, their].map(processorPerBatch) as [number, number];
  console.error(
    `Processor time per batch, with child processes: ${ourCpu.toFixed(0)} ms, ${against} ${theirCpu.toFixed(0)} ms.`,
  );
  return [{ name, target: { atMost }, unit: 'ms', ours: our50, theirs: their50, against, ratio: our50 / their50 }];
}

function processorPerBatch({ turns }: { readonly turns: readonly Turn[] }): number {
  const batches = turns.reduce((sum, { durations }) => sum + durations.length, 0);
  return turns.reduce((sum, { processor }) => sum + processor, 0) / batches;
}

/** Measures the batches with records after those that caught up. */
function takeTurn(side: JobSide, limits: TurnLimits, signal: AbortSignal): Promise<Turn> {
  return jobTurn(side, signal, async (batches) => {
    const durations: number[] = [];
    let begin: { readonly time: number; readonly processor: number } | undefined;
    let seen = 0;
    for await (const { numInputRows, durationMs } of batches) {
      if (numInputRows === 0 || ++seen < catchUpBatches) continue;
      if (begin === undefined) {
        begin = { time: performance.now(), processor: processorTime(side.stack.stateDir) };
        continue;
      }
      durations.push(durationMs['triggerExecution'] ?? NaN);
      if (durations.length >= limits.batches || performance.now() - begin.time > limits.milliseconds) break;
    }
    return { durations, processor: processorTime(side.stack.stateDir) - (begin?.processor ?? NaN) };
  });
}
