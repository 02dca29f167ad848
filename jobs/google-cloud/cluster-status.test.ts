import { expect, test } from 'vitest';
import { clusterStatus, formatClusterStatus } from './cluster-status.ts';
import { queryProgress } from './server-log.ts';

const progress = `{
  "id" : "7c0f1d2e-54f1-4b0f-8f52-1f6b0b0f7a11",
  "name" : "customer-transactions-windows-10s-5s-30s",
  "timestamp" : "2026-11-26T14:00:00.000Z",
  "batchId" : 7,
  "sources" : [ {
    "description" : "KafkaV2[Subscribe[customer-transactions]]",
    "numInputRows" : 250,
    "processedRowsPerSecond" : 412.84
  } ]
}`;
const log = `2026-11-26 14:00:00.001 INFO  MicroBatchExecution: Streaming query made progress: ${progress}\n2026-11-26 14:00:01.000 WARN  X: y\n`;

test('queryProgress() returns the last complete progress of each query in a log', () => {
  const later = log.replace('"batchId" : 7', '"batchId" : 8');
  const other = log.replace('-30s"', '-30s-batches"');
  const broken = '2026-11-26 INFO MicroBatchExecution: Streaming query made progress: {\n "id" :';
  const found = queryProgress(`${log}${other}${later}${broken}`).map(({ name, batchId }) => [name, batchId]);
  expect(found).toEqual([
    ['customer-transactions-windows-10s-5s-30s', 8],
    ['customer-transactions-windows-10s-5s-30s-batches', 7],
  ]);
  expect(queryProgress('nothing of a query\n')).toEqual([]);
});

test('the status shows cluster, services, query and time left', () => {
  const output = `unit=kafka-broker\nActiveState=active\nSubState=running\nNRestarts=0\nActiveEnterTimestamp=Thu 2026-11-26 13:50:00 UTC\nunit=spark-connect\nActiveState=failed\nSubState=failed\nNRestarts=3\nActiveEnterTimestamp=\nlog=\n${log}`;
  const status = clusterStatus(
    { projectId: 'p', region: 'r', cluster: 'c' },
    {
      status: { state: 'RUNNING' },
      config: {
        configBucket: 'b',
        masterConfig: {
          machineTypeUri: 'https://www.googleapis.com/compute/v1/projects/p/zones/z/machineTypes/n2-standard-4',
        },
        softwareConfig: { imageVersion: '2.3.13-debian12' },
        lifecycleConfig: { autoDeleteTime: { seconds: 1_800_005_400 } },
      },
    },
    output,
    new Date(1_800_000_000_000),
  );
  expect(formatClusterStatus(status).trimEnd().split('\n')).toEqual([
    'Cluster        c: RUNNING',
    'Image          2.3.13-debian12',
    'Machines       1 × n2-standard-4',
    'Deleted in     1 h 30 min',
    'Bucket         b',
    'kafka-broker   active (running) since Thu 2026-11-26 13:50:00 UTC',
    'spark-connect  failed (failed), restarted 3 times',
    'Query          customer-transactions-windows-10s-5s-30s: batch 7 at 2026-11-26T14:00:00.000Z, 250 records, 412.8 records/s',
    'Console        https://console.cloud.google.com/dataproc/clusters/c/monitoring?region=r&project=p',
    expect.stringContaining('https://console.cloud.google.com/logs/query;query='),
  ]);
});
