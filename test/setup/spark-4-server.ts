// Starts a Spark 4 server for the tests of features beyond Spark 3.5.
import type {} from 'vitest';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { SparkSession } from '../../src/index.ts';
import { findJava } from '../../scripts/setup/java.mjs';
import { packageWithMaven } from '../../scripts/setup/jvm-jars.mjs';
import { root } from '../../scripts/setup/paths.mjs';
import { findFreePorts } from '../../stack/ports.ts';
import { jvmOptions } from '../../stack/spark-server.ts';

const folder = join(root, 'stack', 'spark-4');
const startTimeout = 60_000;

/** Runs once before the tests. Vitest calls the returned function once after them. */
export default async function setup(project: TestProject): Promise<() => void> {
  await packageWithMaven(join(folder, 'pom.xml'));
  const work = mkdtempSync(join(tmpdir(), 'spark-connect-ts-spark-4-'));
  const { connect: port } = await findFreePorts();
  const settings = {
    'spark.master': 'local[2]',
    'spark.app.name': 'spark-connect-ts',
    'spark.ui.enabled': 'false',
    'spark.driver.host': '127.0.0.1',
    'spark.driver.bindAddress': '127.0.0.1',
    'spark.connect.grpc.binding.address': '127.0.0.1',
    'spark.connect.grpc.binding.port': String(port),
    'spark.connect.execute.reattachable.senderMaxStreamDuration': '1s',
    'spark.sql.warehouse.dir': join(work, 'warehouse'),
  };
  const args = [
    ...jvmOptions(),
    ...Object.entries(settings).map(([name, value]) => `-D${name}=${value}`),
    '-cp',
    readFileSync(join(folder, 'target', 'class-path.txt'), 'utf8').trim(),
    'org.apache.spark.sql.connect.service.SparkConnectServer',
  ];
  const server = spawn(join(findJava(process.env).home, 'bin', 'java'), args, { cwd: work, stdio: 'ignore' });
  process.once('exit', () => server.kill('SIGKILL'));
  const remote = `sc://127.0.0.1:${port}`;
  await waitUntilAnswering(remote, () => server.exitCode);
  project.provide('sparkRemote', remote);
  return () => {
    server.kill('SIGKILL');
    rmSync(work, { recursive: true, force: true });
  };
}

async function waitUntilAnswering(remote: string, exitCode: () => number | null): Promise<void> {
  for (const deadline = Date.now() + startTimeout; ;) {
    try {
      const spark = await SparkSession.builder.remote(remote).connectTimeout(2000).getOrCreate();
      return await spark.stop();
    } catch (error) {
      if (exitCode() !== null)
        throw new Error(`The Spark 4 server ended with exit code ${exitCode()}.`, { cause: error });
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
