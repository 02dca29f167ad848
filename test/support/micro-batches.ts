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

/** What one batch of a query did, according to its progress and its sink. */
export interface ObservedBatch {
  readonly batchId: number;
  /** The rows that the batch wrote, unordered. In complete mode the sink keeps only the rows of the last batch. */
  readonly rows: readonly Row[];
  readonly inputRows: number;
  readonly outputRows: number;
  /** The watermark that the batch used, in milliseconds. */
  readonly watermark: number | undefined;
  /** The stateful operators, the one nearest to the sink first. */
  readonly states: readonly StateOperatorProgress[];
}

/** A row of an input file, with its values as in JSON. */
export type InputRow = Readonly<Record<string, string | number | null>>;

/** An input of a query: its schema, and the rows that arrive in each batch. */
export interface Input {
  readonly schema: string;
  readonly batches: readonly (readonly InputRow[])[];
}

/** The query under test, and a folder for its files that the server can read. */
export interface BatchQuery<Name extends string> {
  readonly folder: string;
  readonly inputs: Readonly<Record<Name, Input>>;
  readonly query: (streams: Readonly<Record<Name, DataFrame>>) => DataFrame;
  readonly outputMode: OutputMode;
}

/**
 * Runs a query over inputs with the given batches, and returns what each batch did. Each batch of an input is a file; Spark reads
 * one file of each input at a time, oldest first.
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

/** Runs a query over the available data, and returns what each batch did. */
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

/** Assigns the rows of a memory sink, which are in batch order, to batches by the number of rows that each batch reports. */
export async function observeBatches(
  query: StreamingQuery,
  rows: readonly Row[],
  outputMode: OutputMode = 'append',
): Promise<readonly ObservedBatch[]> {
  // A trigger without new data also reports progress, with the ID of the next batch.
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
    // Spark reads files in the order of their modification times, and ignores a file a week older than the newest.
    const seconds = 1_700_000_000 + 60 * index;
    utimesSync(file, seconds, seconds);
  }
  return spark.readStream.schema(schema).option('maxFilesPerTrigger', 1).json(folder);
}
