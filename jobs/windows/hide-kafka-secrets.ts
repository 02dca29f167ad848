import type { SparkSession } from '../../src/index.ts';
import type { JobOptions } from './job-options.ts';

/**
 * What Spark redacts in addition to what its server does: the values of options with these names in plans, and the options themselves
 * in the text of a request, which Spark shows on its pages.
 */
const patterns = {
  'spark.sql.redaction.options.regex': '(?i)jaas|ssl\\.keystore\\.key|ssl\\.key\\.password',
  'spark.sql.redaction.string.regex':
    '(?i)key: "kafka\\.(sasl\\.jaas\\.config|ssl\\.keystore\\.key|[a-z.]*password|[a-z.]*secret)"\\s+value: "(?:[^"\\\\]++|\\\\.)*+"',
} as const;

/** Makes Spark redact the secrets of Kafka that the plans of a session contain. Plans without secrets need no change. */
export async function hideKafkaSecrets(
  spark: SparkSession,
  { kafkaConfig, sparkKafkaConfig = kafkaConfig?.spark }: Pick<JobOptions, 'kafkaConfig' | 'sparkKafkaConfig'>,
): Promise<void> {
  if (sparkKafkaConfig === undefined) return;
  for (const [name, pattern] of Object.entries(patterns)) {
    const before = await spark.conf.getOption(name);
    if (before?.includes(pattern)) continue;
    await spark.conf.set(name, before === undefined || before === '' ? pattern : `(?:${before})|${pattern}`);
  }
}
