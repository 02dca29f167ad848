// The process that runs this client's side of the comparison; see Side. node --import tsx scripts/checks/bench/our-side.ts
import { createInterface } from 'node:readline';
import { loadLibrary } from './library.ts';
import type { SideAnswer, SideRequest } from './side.ts';
import type { Bench } from './work.ts';
import { udfWorks } from './udf-works.ts';
import { works } from './works.ts';

const library = await loadLibrary();
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const spark = await library.SparkSession.builder.remote((await lines.next()).value as string).getOrCreate();
const prepared = new Map<string, unknown>();

async function answer({ work: name, rows, calls }: SideRequest): Promise<SideAnswer> {
  const work = [...works, ...udfWorks].find((each) => each.name === name);
  if (work === undefined || work.kind === 'process' || work.kind === 'own')
    throw new Error(`No such benchmark: ${name}`);
  const bench: Bench = { spark, library, rows };
  if (work.kind === 'throughput' && !prepared.has(name)) {
    prepared.clear();
    prepared.set(name, work.prepare?.(bench));
  }
  const milliseconds: number[] = [];
  for (let call = 0; call < calls; call++) {
    const start = performance.now();
    await work.ours(bench, prepared.get(name));
    milliseconds.push(performance.now() - start);
  }
  return { milliseconds };
}

for await (const line of lines) {
  const result = await answer(JSON.parse(line) as SideRequest).catch((error: unknown) => ({ error: String(error) }));
  console.log(JSON.stringify(result));
}
await spark.stop();
