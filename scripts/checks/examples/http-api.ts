import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { startServer, type ExampleProject } from './example-project.ts';

/** More than sockets and buffers between Spark and a client can hold: 90 MB of NDJSON. */
const manyRows = 2_000_000;
/** What the server may use beyond what it used before a slow client came, in MB. */
const memoryLimit = 120;

/** A query that Spark works on for minutes. */
const endlessRows = 2_000_000_000;

export async function httpApi(project: ExampleProject): Promise<void> {
  const server = await startServer(project);
  const at = (query: string): string => server.url.replace(/\?.*/, query);
  try {
    assert.deepEqual(await linesAt(at('?rows=40&sensor=3')), [
      { id: '3', sensor: '3', value: 1.5 },
      { id: '19', sensor: '3', value: 9.5 },
      { id: '35', sensor: '3', value: 17.5 },
    ]);
    assert.deepEqual(await linesAt(at('?rows=0')), []);
    const refused = await fetch(at('?rows=many'));
    assert.deepEqual([refused.status, await refused.text()], [400, 'rows must be a whole number, not many.\n']);

    await checkSlowClient(at(`?rows=${manyRows}`), server.pid);
    await checkCancellation(at(`?rows=${endlessRows}`), project.sparkUi);
    assert.deepEqual((await linesAt(at('?rows=1'))).length, 1);
    assert.match(await server.stop(), /A client has left; its query is cancelled\./);
  } finally {
    server.kill();
  }
}

async function linesAt(url: string): Promise<unknown[]> {
  const text = await (await fetch(url)).text();
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as unknown);
}

/** Reads nothing for a while: the server must not buffer the result. Then all rows have to arrive. */
async function checkSlowClient(url: string, pid: number): Promise<void> {
  const before = residentMegabytes(pid);
  const response = await open(url);
  response.pause();
  let peak = 0;
  for (let round = 0; round < 30; round++) {
    await sleep(100);
    peak = Math.max(peak, residentMegabytes(pid));
  }
  assert.ok(peak - before < memoryLimit, `A client that does not read costs ${peak - before} MB.`);
  let [rows, last] = [0, ''];
  for await (const chunk of response.setEncoding('utf8') as AsyncIterable<string>) {
    const lines = (last + chunk).split('\n');
    rows += lines.length - 1;
    last = lines.at(-1) ?? '';
  }
  assert.deepEqual([rows, last], [manyRows, '']);
}

/** Leaves in the middle of a result: Spark has to stop working on it. */
async function checkCancellation(url: string, sparkUi: string): Promise<void> {
  const response = await open(url);
  await new Promise((resolve) => response.once('readable', resolve));
  assert.equal(await runningJobs(sparkUi), 1, 'Spark is not working on the query.');
  response.destroy();
  const end = performance.now() + 15_000;
  while ((await runningJobs(sparkUi)) > 0) {
    assert.ok(performance.now() < end, 'Spark still works on the query of a client that has left.');
    await sleep(100);
  }
}

function open(url: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => get(url, resolve).once('error', reject));
}

async function runningJobs(sparkUi: string): Promise<number> {
  const read = async <T>(path: string): Promise<T> =>
    (await fetch(`${sparkUi}/api/v1/applications${path}`)).json() as T;
  const [application] = await read<readonly { readonly id: string }[]>('');
  return (await read<readonly unknown[]>(`/${application?.id}/jobs?status=running`)).length;
}

/** Returns the memory of a process, in MB. Only Linux tells; elsewhere 0. */
function residentMegabytes(pid: number): number {
  if (process.platform !== 'linux') return 0;
  const [, kibibytes = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kibibytes) / 1000;
}
