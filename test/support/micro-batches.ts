import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  DataFrame,
  OutputMode,
  Row,
  SparkSession,
  StateOperatorProgress,
  StreamingQuery,
} from '../../src/index.ts';

/** What one batch of a query did, as its progress and its sink tell it. */
export interface ObservedBatch {
  readonly batchId: number;
  /** What the batch wrote, in no order; in complete mode the sink keeps only what the last batch wrote. */
  readonly rows: readonly Row[];
  readonly inputRows: number;
  readonly outputRows: number;
  /** The watermark that the batch worked with, in milliseconds. */
  readonly watermark: number | undefined;
  /** Spark lists the operator nearest to the sink first. */
  readonly states: readonly StateOperatorProgress[];
}

/** A row of an input file: its values as JSON spells them. */
export type InputRow = Readonly<Record<string, string | number | null>>;

/** An input of a query: its schema, and for each batch the rows that arrive in it. */
export interface Input {
  readonly schema: string;
  readonly batches: readonly (readonly InputRow[])[];
}

/** The query under test, and where its files may lie, which the server must see. */
export interface BatchQuery<Name extends string> {
  readonly folder: string;
  readonly inputs: Readonly<Record<Name, Input>>;
  readonly query: (streams: Readonly<Record<Name, DataFrame>>) => DataFrame;
  readonly outputMode: OutputMode;
}

/**
 * Runs a query over inputs of which the caller decides what is in each batch, and tells what each batch did. Each batch of an
 * input is a file; Spark takes one file of each input at a time, the oldest first.
 */
export async function runInBatches<Name extends string>(
  spark: SparkSession,
  { folder: parent, inputs, query, outputMode }: BatchQuery<Name>,
): Promise<readonly ObservedBatch[]> {
  const folder = mkdtempSync(join(parent, 'micro-batches-'));
  try {
    const names = Object.keys(inputs) as Name[];
    const streams = names.map((name) => [name, readFiles(spark, join(folder, name), inputs[name])] as const);
    const result = query(Object.fromEntries(streams) as Record<Name, DataFrame>);
    return await runToEnd(spark, result, { checkpoint: join(folder, 'checkpoint'), outputMode });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

let queries = 0;

/** Runs a query over what is there, and tells what each batch did. */
export async function runToEnd(
  spark: SparkSession,
  result: DataFrame,
  { checkpoint, outputMode }: { readonly checkpoint: string; readonly outputMode: OutputMode },
): Promise<readonly ObservedBatch[]> {
  const queryName = `micro_batches_${process.pid}_${++queries}`;
  try {
    const query = await result.writeStream
      .format('memory')
      .queryName(queryName)
      .outputMode(outputMode)
      .option('checkpointLocation', checkpoint)
      .trigger({ availableNow: true })
      .start();
    await query.awaitTermination();
    return await observeBatches(query, await spark.table(queryName).collect(), outputMode);
  } finally {
    await spark.catalog.dropTempView(queryName);
  }
}

/** Splits the rows of a memory sink, which keeps them in the order of the batches, by how many each batch says it wrote. */
export async function observeBatches(
  query: StreamingQuery,
  rows: readonly Row[],
  outputMode: OutputMode = 'append',
): Promise<readonly ObservedBatch[]> {
  // A trigger that finds nothing to do reports too, under the number of the batch that will come.
  const batches = (await query.recentProgress()).filter(({ durationMs }) => durationMs['addBatch'] !== undefined);
  let end = 0;
  return batches.map(({ batchId, numInputRows, eventTime, stateOperators, sink }, index) => {
    const isKept = outputMode !== 'complete' || index === batches.length - 1;
    return {
      batchId,
      rows: isKept ? rows.slice(end, (end += sink.numOutputRows)) : [],
      inputRows: numInputRows,
      outputRows: sink.numOutputRows,
      watermark: eventTime.watermark?.getTime(),
      states: stateOperators,
    };
  });
}

function readFiles(spark: SparkSession, folder: string, { schema, batches }: Input): DataFrame {
  mkdirSync(folder);
  for (const [index, rows] of batches.entries()) {
    const file = join(folder, `${index}.json`);
    writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    // A minute between them: the order of files is that of their times. Spark would leave out one a week older than the newest.
    const seconds = 1_700_000_000 + 60 * index;
    utimesSync(file, seconds, seconds);
  }
  return spark.readStream.schema(schema).option('maxFilesPerTrigger', 1).json(folder);
}
