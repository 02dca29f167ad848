import type { Column, DataStreamWriter, SparkSession } from '../../src/index.ts';
import {
  col,
  element_at,
  from_json,
  get,
  get_json_object,
  lit,
  split,
  struct,
  substring_index,
  to_json,
} from '../../src/functions.ts';
import type { SparkKafkaOptions } from '../kafka/spark-kafka.ts';
import type { MessageRules, Offsets } from '../transactions/classify-messages.ts';
import { parseSchema } from '../transactions/transaction-schema.ts';

/** Returns the topic that keeps the log of the batches of a job. */
export function batchLogTopic(resultsTopic: string): string {
  return `${resultsTopic}.batches`;
}

/** The settings of the job that decide the fate of a record, as the log of the batches has them. Durations are in seconds. */
export interface FateSettings extends RulesJson {
  readonly topic: string;
  readonly watermark: number;
  readonly windowDuration: number;
  readonly slideDuration: number;
}

/** {@link MessageRules} in JSON. Logs of older versions have neither a schema nor earlier rules. */
export interface RulesJson {
  readonly maxAhead: number;
  readonly earliestTime: string;
  /** The schema as DDL, if the job has one. */
  readonly schema?: string;
  readonly earlier?: { readonly until: Offsets; readonly rules: RulesJson };
}

/** The settings of the job from which {@link fateSettings} takes those of the log. */
export type FateOptions = Omit<FateSettings, keyof RulesJson> & MessageRules;

/**
 * Copies the log of the batches of a query from its checkpoint to a topic. Spark deletes the log of old batches, but it is the only
 * place that says which records a batch has read and which watermark it had. Both decide which records were late.
 *
 * Spark writes `offsets/<id>` before a batch and `commits/<id>` after it. Each file becomes a message with its path as the key.
 * Spark lists each path of a source on its own, so the pattern of the file names is a filter: as a part of the path, it would match hundreds.
 */
export function batchLogWriter(
  spark: SparkSession,
  { checkpoint, sparkKafka, resultsTopic, settings }: BatchLogSource,
): DataStreamWriter {
  const line = (index: number): Column => get(split('value', '\n'), lit(index));
  return spark.readStream
    .format('text')
    .options({ wholetext: true, maxFileAge: '1d', pathGlobFilter: '[0-9]*' })
    .load(`${checkpoint}/{offsets,commits}`)
    .select(
      col('_metadata.file_path').alias('path'),
      // After the version of the format. A commit has no offsets.
      line(1).alias('metadata'),
      from_json(line(2), 'MAP<STRING, MAP<STRING, BIGINT>>').alias('offsets'),
    )
    .select(
      substring_index('path', '/', -2).alias('key'),
      to_json(
        struct(
          get_json_object('metadata', '$.batchWatermarkMs').cast('bigint').alias('watermark'),
          get_json_object('metadata', '$.batchTimestampMs').cast('bigint').alias('timestamp'),
          element_at('offsets', lit(settings.topic)).alias('ends'),
          lit(JSON.stringify(settings)).alias('settings'),
        ),
      ).alias('value'),
    )
    .writeStream.format('kafka')
    .outputMode('append')
    .options({ ...sparkKafka, topic: batchLogTopic(resultsTopic) });
}

export interface BatchLogSource {
  readonly checkpoint: string;
  readonly sparkKafka: SparkKafkaOptions;
  readonly resultsTopic: string;
  readonly settings: FateSettings;
}

/** Returns only the settings that decide fates. */
export function fateSettings(settings: FateOptions): FateSettings {
  const { topic, watermark, windowDuration, slideDuration } = settings;
  return { topic, watermark, ...rulesToJson(settings), windowDuration, slideDuration };
}

/** Returns rules as the log has them. */
export function rulesToJson({ maxAhead, earliestTime, schema, earlier }: MessageRules): RulesJson {
  return {
    maxAhead,
    earliestTime,
    ...(schema && { schema: schema.toDDL() }),
    ...(earlier && { earlier: { until: earlier.until, rules: rulesToJson(earlier.rules) } }),
  };
}

/** Returns the rules that {@link rulesToJson} has converted. */
export function rulesFromJson({ maxAhead, earliestTime, schema, earlier }: RulesJson): MessageRules {
  return {
    maxAhead,
    earliestTime,
    ...(schema !== undefined && { schema: parseSchema(schema, 'The schema in the log of the batches') }),
    ...(earlier && { earlier: { until: earlier.until, rules: rulesFromJson(earlier.rules) } }),
  };
}
