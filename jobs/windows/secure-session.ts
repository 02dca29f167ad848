import type { SparkSession } from '../../src/index.ts';
import type { JobOptions } from './job-options.ts';

/**
 * What Spark redacts in addition to what its server does: the values of options with these names in plans, and the options themselves
 * in the text of a request, which Spark shows on its pages.
 */
const redaction = {
  'spark.sql.redaction.options.regex': '(?i)jaas|ssl\\.keystore\\.key|ssl\\.key\\.password',
  'spark.sql.redaction.string.regex':
    '(?i)key: "kafka\\.(sasl\\.jaas\\.config|ssl\\.keystore\\.key|[a-z.]*password|[a-z.]*secret)"\\s+value: "(?:[^"\\\\]++|\\\\.)*+"',
} as const;

/** Prepares a session for plans that contain secrets of Kafka, which Spark must not show. Other sessions need no change. */
export async function secureSession(
  spark: SparkSession,
  { kafkaConfig, sparkKafkaConfig = kafkaConfig?.spark }: Pick<JobOptions, 'kafkaConfig' | 'sparkKafkaConfig'>,
): Promise<void> {
  if (sparkKafkaConfig === undefined) return;
  for (const [name, pattern] of Object.entries(redaction)) {
    const before = await spark.conf.getOption(name);
    if (before?.includes(pattern)) continue;
    await spark.conf.set(name, before === undefined || before === '' ? pattern : `(?:${before})|${pattern}`);
  }
}
