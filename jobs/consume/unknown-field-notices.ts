import type { DataFrame, SparkSession, StreamingQuery } from '../../src/index.ts';
import { sparkKafkaOptions } from '../kafka/spark-kafka.ts';
import { unknownFieldCount } from '../fates/dead-letter-query.ts';
import { findUnknownFields, maxUnknownFields, sampled } from '../transactions/unknown-fields.ts';
import { requestTimeout } from '../windows/spark-error.ts';
import type { WindowQuerySettings } from '../windows/window-query.ts';

/** Milliseconds between two reports of the progress of the query, and between two searches for names. */
const pollInterval = 5000;
const searchInterval = 60_000;

/** Offsets by topic and partition, as Spark reports them. */
type TopicOffsets = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** The offset by which Kafka's source means the first record of a partition. */
const earliest = -2;

/**
 * Names each field that the schema does not describe once, until `signal` aborts. The query of the dead letters counts them in a
 * sample of each batch; only if there are any, a batch query over the same sample finds their names. Never rejects.
 *
 * @param query the query of the dead letters.
 */
export async function nameUnknownFields(
  spark: SparkSession,
  query: StreamingQuery,
  settings: WindowQuerySettings,
  { signal, onNotice }: { readonly signal: AbortSignal; readonly onNotice: (sentence: string) => void },
): Promise<void> {
  const named = new Set<string>();
  let searchedAt = -Infinity;
  try {
    for await (const { observedMetrics, sources } of query.progress({
      timeout: requestTimeout,
      signal,
      pollInterval,
    })) {
      const count = observedMetrics[unknownFieldCount]?.['records'];
      const isDue = performance.now() - searchedAt >= searchInterval;
      if (typeof count !== 'bigint' || count === 0n || !isDue || named.size >= maxUnknownFields) continue;
      searchedAt = performance.now();
      const { startOffset, endOffset } = sources[0]!;
      const messages = readBatch(spark, settings, startOffset as TopicOffsets | undefined, endOffset as TopicOffsets);
      for (const { name } of await findUnknownFields(sampled(messages), settings.schema)) {
        if (signal.aborted || named.has(name)) continue;
        named.add(name);
        onNotice(notice(name, settings.schema !== undefined));
      }
    }
  } catch {
    // The watch over the query reports its end, and a service that does not answer.
  }
}

function readBatch(
  spark: SparkSession,
  settings: WindowQuerySettings,
  start: TopicOffsets | undefined,
  end: TopicOffsets,
): DataFrame {
  const { topic } = settings;
  const starts = Object.keys(end[topic] ?? {}).map((partition) => [partition, start?.[topic]?.[partition] ?? earliest]);
  return spark.read
    .format('kafka')
    .options({
      ...sparkKafkaOptions(settings),
      subscribe: topic,
      startingOffsets: JSON.stringify({ [topic]: Object.fromEntries(starts) as unknown }),
      endingOffsets: JSON.stringify(end),
    })
    .load();
}

function notice(name: string, hasSchema: boolean): string {
  const shown = JSON.stringify(name).slice(1, -1);
  return hasSchema
    ? `Messages have the field ${shown}, which the schema does not describe; it is ignored. Add it to the --schema file to check and query it.`
    : `Messages have the field ${shown}, which the built-in schema does not describe; it is ignored. Describe it in a file for --schema to check and query it.`;
}
