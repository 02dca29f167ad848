import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clusterFiles, nodeSetupName, nodeSetupScript } from '../../stack/dataproc/cluster-files.ts';
import { jobTopicsText } from '../../jobs/google-cloud/topics-text.ts';
import { queryProgress } from '../../jobs/google-cloud/server-log.ts';
import { programFiles, type ProgramFiles } from '../../jobs/google-cloud/program-files.ts';
import { submitJobRequest } from '../../jobs/google-cloud/submit-jobs.ts';
import { submitDefaults } from '../../jobs/google-cloud/submit-options.ts';
import { onPath } from '../../scripts/setup/java.mjs';
import { root } from '../../scripts/setup/paths.mjs';
import { runCommand } from '../../scripts/setup/run-command.mjs';
import { NodeRoot, parseUnit, putObjects } from './node-root.ts';

/** Another version than that of the stack, with other jars. */
const sparkVersion = '3.5.1';
const deltaVersion = '3.2.1';
const bucket = 'p-transactions-streaming';
const files = `gs://${bucket}/spark-connect-ts`;
const setup = `/srv/gs/${bucket}/spark-connect-ts/${nodeSetupName()}`;

const obstacle = await NodeRoot.obstacle();
if (obstacle !== undefined) process.stderr.write(`Skipping the tests of the initialization action: ${obstacle}.\n`);
const shellcheck = onPath('shellcheck', process.env);
if (shellcheck === undefined)
  process.stderr.write('Skipping shellcheck, which is missing: install it with apt or pip.\n');

test.skipIf(shellcheck === undefined)('the initialization action has no findings of shellcheck', async () => {
  expect(await runCommand('shellcheck', ['--severity=style', nodeSetupScript])).toEqual({ ok: true, output: '' });
});

describe.skipIf(obstacle !== undefined)('the initialization action on the master', { timeout: 300_000 }, () => {
  // Not in /tmp of this machine, which may be in memory: an overlay needs extended attributes.
  const folder = mkdtempSync(join(root, '.setup', 'node-'));
  let node: NodeRoot;
  let packed: ProgramFiles;
  const services: ChildProcess[] = [];

  beforeAll(async () => {
    node = await NodeRoot.create({
      folder,
      sparkVersion,
      deltaVersion,
      metadata: {
        'dataproc-role': 'Master',
        'dataproc-master': 'c-m',
        'spark-connect-files': files,
        'spark-connect-master': 'local[2]',
        'spark-connect-checkpoint': 'file:///var/lib/spark-connect/spark/checkpoints',
        'spark-connect-driver-memory': '1g',
        'spark-connect-kafka-tunnel-port': '19092',
        'spark-connect-topics': jobTopicsText(),
      },
    });
    packed = await programFiles();
    const { program, runtime } = packed;
    const all = [...(await clusterFiles([sparkVersion, '3.5.7'])), program, runtime];
    putObjects(
      node,
      bucket,
      all.map(({ path, name }) => ({ path, name: `spark-connect-ts/${name}` })),
    );
    // Other records than those that are sent from outside, which the query would drop as duplicates.
    const [header = '', ...rows] = readFileSync('data/customer_transactions_1200.csv', 'utf8').trim().split('\n');
    const data = join(folder, 'transactions.csv');
    writeFileSync(data, [header, ...rows.slice(200)].join('\n'));
    putObjects(node, bucket, [{ path: data, name: 'input-data/transactions.csv' }]);
  }, 300_000);
  afterAll(async () => {
    await node?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  test('adds the jars for the version of the node, and only these', async () => {
    expect(await node.run(`bash ${setup}`)).toMatchObject({ code: 0 });
    const { output } = await node.run('ls /usr/lib/spark/jars');
    const jars = output.split('\n').filter((name) => /connect|kafka|delta-|commons-pool2/.test(name));
    expect(jars.sort()).toEqual([
      'commons-pool2-2.11.1.jar',
      'delta-spark_2.12-3.2.1.jar',
      'delta-storage-3.2.1.jar',
      'kafka-clients-3.4.1.jar',
      'spark-connect-ts-companion.jar',
      `spark-connect-ts-connect-server.jar`,
      `spark-connect_2.12-${sparkVersion}.jar`,
      `spark-sql-kafka-0-10_2.12-${sparkVersion}.jar`,
      `spark-token-provider-kafka-0-10_2.12-${sparkVersion}.jar`,
    ]);
    expect(node.read('var/log/systemctl.log').trim().split('\n')).toEqual([
      'daemon-reload',
      'enable kafka-broker.service spark-connect.service',
      'restart --no-block kafka-broker.service spark-connect.service',
    ]);
  });

  test('can run again, and keeps the token', async () => {
    const list =
      'cd / && find usr/lib/spark/jars opt/spark-connect etc/spark-connect etc/systemd/system -newer etc/hosts -type f -exec md5sum {} + | sort -k 2';
    const before = await node.run(list);
    expect(await node.run(`bash ${setup}`)).toMatchObject({ code: 0 });
    expect(await node.run(list)).toEqual(before);
    expect(before.output).toContain('etc/spark-connect/token');
  });

  test('lets only the server and root read the token', async () => {
    const { output } = await node.run("stat --format '%a %U' /etc/spark-connect/token");
    expect(output.trim()).toBe('600 spark');
    expect((await node.run('runuser -u kafka -- cat /etc/spark-connect/token')).code).not.toBe(0);
  });

  test('writes units that systemd accepts', async () => {
    const { code, output } = await node.run(
      'systemd-analyze verify --man=no /etc/systemd/system/kafka-broker.service /etc/systemd/system/spark-connect.service',
    );
    const ours = output.split('\n').filter((line) => /kafka-broker|spark-connect/.test(line));
    expect({ code, ours }).toEqual({ code: 0, ours: [] });
    const unit = parseUnit(node.read('etc/systemd/system/spark-connect.service'));
    expect(unit.get('Restart')).toEqual(['on-failure']);
  });

  test.skipIf(shellcheck === undefined)('writes scripts without findings of shellcheck', async () => {
    const scripts = ['format-kafka', 'create-topics', 'wait-for-cluster'].map((name) =>
      node.pathOf(`opt/spark-connect/bin/${name}`),
    );
    // SC2050: a comparison of constants, one of which the initialization action has filled in.
    expect(await runCommand('shellcheck', ['--exclude=SC2050', ...scripts])).toEqual({ ok: true, output: '' });
  });

  test('starts a broker with the topics of the job, at an address for the network and one for tunnels', async () => {
    services.push(await node.startUnit('kafka-broker'));
    const topics =
      '/usr/bin/java -cp "/opt/spark-connect/kafka/*" org.apache.kafka.tools.TopicCommand --bootstrap-server';
    const { output } = await node.run(`${topics} c-m:9092 --describe --topic customer-transactions`);
    expect(output).toMatch(/PartitionCount: 3.*retention.ms=604800000/);
    expect((await node.run(`${topics} 127.0.0.1:19092 --list`)).output).toContain(
      'customer-transactions-windows-10s-5s-30s.generations',
    );
  });

  test('starts a server that listens on the loopback interface and requires the token', async () => {
    services.push(await node.startUnit('spark-connect'));
    const { output } = await node.run(
      'for i in $(seq 120); do ss -ltnH "sport = :15002" | grep . && exit; sleep 0.5; done; tail -50 /var/log/spark-connect.log; exit 1',
    );
    expect(output).toMatch(/\s(\[::ffff:)?127\.0\.0\.1\]?:15002\s/);
    const job = `cd ${root} && SPARK_REMOTE=sc://127.0.0.1:15002 node scripts/run.mjs jobs/cli.ts consume --kafka-servers 127.0.0.1:19092`;
    const refused = await node.run(job);
    expect(refused.code).toBe(1);
    expect(refused.output).toMatch(/rejected the call: .*token/);
  });

  test('runs the job: the windows of the consumer hold the hundred records of the producer', async () => {
    const token = node.read('etc/spark-connect/token');
    const env = {
      SPARK_REMOTE: `sc://127.0.0.1:15002/;authorization=Bearer%20${token}`,
      KAFKA_SERVERS: '127.0.0.1:19092',
      JOBS_DIR: join(folder, 'jobs'),
    };
    const consumer = node.run(
      `cd ${root} && timeout --signal INT 50 node scripts/run.mjs jobs/cli.ts consume --json`,
      env,
    );
    const produced = await node.run(
      `cd ${root} && node scripts/run.mjs jobs/cli.ts produce --max-records 100 --batch-size 50 --sleep-seconds 1 --json`,
      env,
    );
    expect(produced.output).toContain('"records":100,');
    const { output } = await consumer;
    expect(recordsIn(output)).toBe(100);
    const names = queryProgress(node.read('var/log/spark-connect.log')).map(({ name }) => name);
    expect(names).toContain('customer-transactions-windows-10s-5s-30s');
  });

  test('runs the job with the program and the Node.js from Cloud Storage, as a Dataproc job does', async () => {
    const { program, runtime } = packed;
    // The node has no connector for gs://, which Dataproc has.
    const uri = (name: string): string => `file:///srv/gs/${bucket}/${name}`;
    const places = {
      program: uri(`spark-connect-ts/${program.name}`),
      runtime: uri(`spark-connect-ts/${runtime.name}`),
      data: uri('input-data/transactions.csv'),
    };
    const options = {
      ...submitDefaults,
      projectId: 'p',
      region: 'r',
      cluster: 'c',
      bucket,
      maxRecords: 50,
      sleepSeconds: 0,
      runSeconds: 40,
      detach: false,
    };
    const submit = (
      role: 'producer' | 'consumer',
    ): Promise<{ readonly code: number | null; readonly output: string }> => {
      const { mainClass, args } = submitJobRequest(role, 'j', options, places, 19_092).job?.sparkJob ?? {};
      const words = (args ?? []).map((word) => `'${word}'`).join(' ');
      return node.run(
        `JAVA_HOME=$(readlink -f /usr/bin/java | sed s:/bin/java::) /usr/lib/spark/bin/spark-submit --master 'local[1]' --class ${mainClass} spark-internal ${words}`,
      );
    };
    const consumer = submit('consumer');
    expect(await submit('producer')).toMatchObject({
      code: 0,
      output: expect.stringContaining('Sent 50 records') as string,
    });
    const { code, output } = await consumer;
    expect(code).toBe(0);
    expect(output).toContain(`The query is running on Spark ${sparkVersion}`);
    expect(output).toMatch(/ 150 records, /);
  });

  test('ends the services when systemd asks them to', async () => {
    for (const service of services.reverse()) await node.stopUnit(service);
    expect((await node.run('ss -ltnH "sport = :15002 or sport = :9092"')).output).toBe('');
  });

  test('stops with a sentence when the bucket lacks the jars of the version', async () => {
    await node.run('rm -rf /srv/gs/*/spark-connect-ts/jars/3.5.1');
    const { code, output } = await node.run(`bash ${setup}`);
    expect(code).toBe(1);
    expect(output.trim().split('\n').at(-1)).toBe(
      `node-setup: ${files}/jars has no jars for Spark ${sparkVersion}: create the cluster with --spark-version ${sparkVersion}.`,
    );
  });
});

/** Adds up the records of the windows that do not overlap: those that start at a multiple of ten seconds. */
function recordsIn(output: string): number {
  const latest = new Map<string, number>();
  for (const line of output.split('\n')) {
    if (!line.includes('"window_start"')) continue;
    const { window_start: start, record_count: records } = JSON.parse(line) as {
      window_start: string;
      record_count: number;
    };
    if (new Date(start).getSeconds() % 10 === 0) latest.set(start, records);
  }
  return [...latest.values()].reduce((sum, records) => sum + records, 0);
}
