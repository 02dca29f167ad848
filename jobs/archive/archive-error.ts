import { SparkConnectError, type SparkSession } from '../../src/index.ts';
import { UserError } from '../../command-line/user-error.ts';
import { isKafkaError, kafkaError } from '../kafka/kafka-error.ts';
import { sparkError } from '../windows/spark-error.ts';

const extension = 'io.delta.sql.DeltaSparkSessionExtension';
const catalog = 'org.apache.spark.sql.delta.catalog.DeltaCatalog';

/** What a server without Delta Lake lacks. */
const noDelta = `The Spark server has no Delta Lake, which the archive needs: add the package io.delta:delta-spark to its class path, in the version for its Spark, and start it with spark.sql.extensions=${extension} and spark.sql.catalog.spark_catalog=${catalog}. See docs/archive.md.`;

/** The error classes of a server that does not know Delta's format or statements. */
const noDeltaClasses =
  /^(DATA_SOURCE_NOT_FOUND|PARSE_SYNTAX_ERROR|DELTA_CONFIGURE_SPARK_SESSION_WITH_EXTENSION_AND_CATALOG)/;

/** Matches Hadoop's messages about a URI whose file system has no connector on the server. */
const noFileSystem =
  /No FileSystem for scheme "?([a-z0-9]+)|Class \S*(?:GoogleHadoopFileSystem|S3AFileSystem) not found/;

/** @throws UserError when the settings of the server show that it has no Delta Lake. */
export async function requireDelta(spark: SparkSession): Promise<void> {
  const extensions = await spark.conf.getOption('spark.sql.extensions');
  const inUse = await spark.conf.getOption('spark.sql.catalog.spark_catalog');
  if (!extensions?.split(',').includes(extension) || inUse === undefined) throw new UserError(noDelta);
}

/** Converts a failure to read or write an archive to a message for the user. */
export function archiveError(error: unknown, archive: string, kafkaServers: readonly string[]): unknown {
  if (isKafkaError(error)) return kafkaError(error, kafkaServers);
  if (error instanceof SparkConnectError) {
    if (noDeltaClasses.test(error.errorClass ?? '') || /Failed to find (the )?data source: delta/.test(error.message))
      return new UserError(noDelta, { cause: error });
    if (noFileSystem.test(error.message)) {
      return new UserError(
        `The Spark server cannot open ${archive}: it has no connector for this kind of storage. Add it to the class path of the server as docs/archive.md shows, or set a different --archive.`,
        { cause: error },
      );
    }
  }
  return sparkError(error);
}

/** Whether another writer has committed to the archive during a step, which is then to be repeated. */
export function isConflict(error: unknown): boolean {
  return (
    error instanceof SparkConnectError &&
    /^DELTA_(CONCURRENT|PROTOCOL_CHANGED|METADATA_CHANGED)/.test(error.errorClass ?? '')
  );
}
