import { expect, test } from 'vitest';
import type { JobContext } from '../../command-line/job-command.ts';
import { onCluster } from './on-cluster.ts';

const context = {} as JobContext;
const servers = { remote: 'sc://a:1', kafkaServers: ['a:2'] };

test('onCluster() runs a job without a cluster with the given servers', async () => {
  let seen: unknown;
  await onCluster<typeof servers>((options) => Promise.resolve(void (seen = options)), { spark: true })(
    servers,
    context,
  );
  expect(seen).toBe(servers);
});

test.each([
  [{ region: 'r' }, '--dataproc needs --project-id (or GOOGLE_CLOUD_PROJECT).'],
  [{ projectId: 'p' }, '--dataproc needs --region (or CLOUDSDK_DATAPROC_REGION).'],
  [
    { projectId: 'p', region: 'r', kafkaConfig: {} },
    '--dataproc uses the Kafka of the cluster, which needs no --kafka-config: omit one of them (or unset KAFKA_CONFIG).',
  ],
])('onCluster() explains options that do not fit: %o', async (given, sentence) => {
  const run = onCluster(() => Promise.resolve(), { spark: true });
  await expect(run({ ...servers, dataproc: 'c', ...given }, context)).rejects.toThrow(sentence);
});
