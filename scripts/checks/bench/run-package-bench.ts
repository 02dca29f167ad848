import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createProject, installIfPublished, must, pack } from '../package/install.ts';
import { withOwnStack } from '../../../stack/own-stacks.ts';
import { measureProcess, median } from './measure.ts';
import { preparePython } from './python.ts';
import { formatTable, meetsTarget } from './report.ts';
import type { BenchOptions } from './run-bench.ts';
import { freshProcess } from './works/fresh-process.ts';

/** What a client costs those who install it. */
export interface PackageFigures {
  readonly name: string;
  readonly version: string;
  /** The packages in `node_modules`, with itself. */
  readonly packages: number;
  /** The size of its own files, in MB. */
  readonly ownMegabytes: number;
  /** The size of `node_modules`, in MB. */
  readonly allMegabytes: number;
  /** The time of the first `import` in a process, in milliseconds. */
  readonly importMilliseconds: number;
}

/** The other clients for TypeScript, by their names on npm. */
const others = ['@yaooqinn/spark.js', 'ts-spark-connector'];

const rounds = 15;
const quickRounds = 5;

/**
 * Installs each client into an empty project, and prints what it costs. Then compares the time from the start of a process to its first
 * row with PySpark's, and sets the exit code to 1 if it misses its target.
 */
export async function runPackageBench(options: BenchOptions, signal: AbortSignal): Promise<void> {
  const { client: clients = [], json = false, quick = false } = options;
  const python = await preparePython(console.error);
  const folder = mkdtempSync(join(tmpdir(), 'package-bench-'));
  try {
    console.error('Packing …');
    const tarball = await pack(folder);
    const figures: PackageFigures[] = [];
    const missing: string[] = [];
    for (const source of [tarball, ...others, ...clients.map(pathOrName)]) {
      const project = join(folder, `project-${figures.length + missing.length}`);
      console.error(`Measuring ${source} …`);
      createProject(project);
      if (await installIfPublished(project, source)) figures.push(await measure(project, quick ? quickRounds : rounds));
      else missing.push(source);
    }
    console.error('Measuring the start of a process …');
    const services = ['spark'] as const;
    const startUp = await withOwnStack('bench', { services, onProgress: console.error, signal }, ({ sparkRemote }) =>
      measureProcess(freshProcess, {
        python,
        quick,
        env: { SPARK_REMOTE: sparkRemote },
        folder: join(folder, 'project-0'),
      }),
    );
    if (!meetsTarget(startUp)) process.exitCode = 1;
    if (json) console.log(JSON.stringify({ figures, missing, startUp }, null, 2));
    else console.log(`${formatFigures(figures)}\n\n${formatTable([startUp])}`);
    if (missing.length > 0) console.error(`Not on the registry of this machine: ${missing.join(', ')}.`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Returns the whole path of a file, and a name on npm as it is. */
function pathOrName(client: string): string {
  return existsSync(client) ? resolve(client) : client;
}

/** Measures the package that was installed into an empty project. */
async function measure(project: string, count: number): Promise<PackageFigures> {
  const modules = join(project, 'node_modules');
  const { dependencies } = readJson<{ dependencies: Record<string, string> }>(join(project, 'package.json'));
  const name = Object.keys(dependencies)[0]!;
  const { version } = readJson<{ version: string }>(join(modules, name, 'package.json'));
  const { packages } = readJson<{ packages: Record<string, unknown> }>(join(modules, '.package-lock.json'));
  const times: number[] = [];
  for (let round = 0; round < count; round++) times.push(await importTime(project, name));
  return {
    name,
    version,
    packages: Object.keys(packages).length,
    ownMegabytes: sizeOf(join(modules, name)) / 1e6,
    allMegabytes: sizeOf(modules) / 1e6,
    importMilliseconds: median(times),
  };
}

async function importTime(project: string, name: string): Promise<number> {
  const code = `const start = performance.now(); await import(${JSON.stringify(name)}); console.log(performance.now() - start);`;
  const output = await must(process.execPath, ['--input-type=module', '--eval', code], project);
  // Some log something first.
  return Number(output.trim().split('\n').at(-1));
}

/** Returns the size of all files below a folder, in bytes. */
function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}

/** Returns the table of the figures. */
export function formatFigures(figures: readonly PackageFigures[]): string {
  const lines = [
    ['client', 'version', 'packages', 'own MB', 'all MB', 'import ms'],
    ...figures.map((each) => [
      each.name,
      each.version,
      String(each.packages),
      ...[each.ownMegabytes, each.allMegabytes, each.importMilliseconds].map((value) => value.toFixed(1)),
    ]),
  ];
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => (column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
        .join('  '),
    )
    .join('\n');
}
