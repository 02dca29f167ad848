import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createKafka } from '../../jobs/kafka/create-kafka.ts';
import { ensureTopic } from '../../jobs/kafka/ensure-topic.ts';
import { root, setupDir } from '../setup/paths.mjs';
import { examplesIn } from './doc-examples.ts';

const topic = `guide-${process.pid}`;
mkdirSync(setupDir, { recursive: true });
const folder = mkdtempSync(join(setupDir, 'guide-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The addresses and places of this machine, and the library as it is here. */
function localized(code: string): string {
  return code
    .replaceAll('sc://127.0.0.1:15002', inject('sparkRemote'))
    .replaceAll('127.0.0.1:9092', inject('kafkaServers'))
    .replaceAll("'orders'", `'${topic}'`)
    .replaceAll('/data/', `${folder}/`)
    .replaceAll("'spark-connect-ts/functions'", `'${join(root, 'src', 'functions.ts')}'`)
    .replaceAll("'spark-connect-ts'", `'${join(root, 'src', 'index.ts')}'`);
}

async function run(code: string, name: string): Promise<{ exitCode: number | null; stdout: string; stderr: string }> {
  const file = join(folder, `${name}.ts`);
  writeFileSync(file, localized(code));
  const program = spawn(process.execPath, [join('scripts', 'run.mjs'), file], { cwd: root });
  let [stdout, stderr] = ['', ''];
  program.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  program.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const exitCode = await new Promise<number | null>((resolve) => program.once('close', resolve));
  return { exitCode, stdout, stderr };
}

/** What each example prints, in their order. */
const printed: readonly RegExp[] = [
  /batch 0: .*batch 1: .*batch 2: \d+ rows in \d+ ms\n\[[^]*n: \d+n/s,
  /^100\n$/,
  /^\{ 'guide-\d+': \{ '0': 60 \} \} 1970-01-01T00:00:00\.000Z\n65\n$/,
  /c0[^]*c1[^]*c2/,
  /country: 'CH'[^]*count/,
  /^started [^]*\[STREAM_FAILED\][^]*: no stock\nSparkConnectError: no stock\nended \[STREAM_FAILED\]/,
  /^kept true\n$/,
];

describe('an example of docs/streaming.md', () => {
  beforeAll(() => ensureTopic(createKafka([inject('kafkaServers')]), { topic, numPartitions: 1, configEntries: {} }));
  const examples = examplesIn('docs/streaming.md');

  it.each(examples.map(({ code, line }, index) => [line, code, index] as const))(
    'in line %i runs to its end and prints what it should',
    async (line, code, index) => {
      const { exitCode, stdout, stderr } = await run(code, `line-${line}`);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      expect(stdout).toMatch(printed[index]!);
    },
  );
});
