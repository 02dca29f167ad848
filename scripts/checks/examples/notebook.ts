import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../setup/paths.mjs';
import { install, must } from '../package/install.ts';
import { prepareEnvironment } from '../python.ts';
import { installRuntime, runtimes } from '../runtimes/runtimes.ts';
import type { ExampleProject } from './example-project.ts';

/** What a cell has shown. */
interface Output {
  readonly text?: string;
  readonly data?: Readonly<Record<string, string>>;
}

/** What the cells of a notebook have shown, by their IDs. */
type Outputs = Readonly<Record<string, readonly Output[]>>;

const scripts = join(root, 'scripts', 'checks', 'examples');

const jupyter = {
  name: 'jupyter',
  requirements: join(scripts, 'requirements.txt'),
  message: 'Setting up a program that runs notebooks in a separate Python environment (PyPI) …',
  versions: { oldest: 10, newest: 14 },
};

/** Runs all cells of both notebooks in their kernels, as Jupyter does, and checks what they show. */
export async function notebook(project: ExampleProject): Promise<void> {
  const deno = await installRuntime(
    runtimes.find(({ name }) => name === 'deno')!,
    console.error,
  );
  addKernel(project, 'deno', [deno, 'jupyter', '--kernel', '--conn', '{connection_file}']);
  const inDeno = await runNotebook(project, 'tour.ipynb');
  assert.match(textOf(inDeno, 'connect'), /^"3\.5\.\d+"$/);
  assert.match(textOf(inDeno, 'frame'), /hour: 0, readings: 10000n, load: [\d.]+[^]*hour: 2, readings: 10000n/);
  assert.match(textOf(inDeno, 'top'), /^\|\s+1\|\s+10000\|$/m);
  assert.equal(shownAs(inDeno, 'plot', 'text/html').match(/<rect /g)?.length, 24);
  checkTableAndBars(inDeno);

  await install(project.folder, ['tslab@1.0.22']);
  const tslab = join(project.folder, 'node_modules', 'tslab', 'bin', 'tslab');
  addKernel(project, 'tslab', [process.execPath, tslab, 'kernel', '--config-path', '{connection_file}']);
  const inTslab = await runNotebook(project, 'tslab.ipynb');
  assert.match(textOf(inTslab, 'connect'), /^3\.5\.\d+$/m);
  checkTableAndBars(inTslab);
}

function addKernel({ folder }: ExampleProject, name: string, argv: readonly string[]): void {
  const kernel = join(folder, 'kernels', name);
  mkdirSync(kernel, { recursive: true });
  writeFileSync(join(kernel, 'kernel.json'), JSON.stringify({ argv, display_name: name, language: 'typescript' }));
}

async function runNotebook({ folder, env }: ExampleProject, file: string): Promise<Outputs> {
  const python = await prepareEnvironment(jupyter, console.error);
  const output = await must(python, [join(scripts, 'run_notebook.py'), file], folder, { ...env, JUPYTER_PATH: folder });
  return JSON.parse(output.split('\n').findLast((line) => line.startsWith('{')) ?? '{}') as Outputs;
}

/** A DataFrame appears as a table of its first rows, and a plot as a picture. */
function checkTableAndBars(outputs: Outputs): void {
  const table = shownAs(outputs, 'table', 'text/html');
  assert.equal(table.match(/<tr>/g)?.length, 21);
  assert.match(table, /right">19<\/td><td style="text-align: right">-?[\d.]+<\/td>/);
  assert.ok((shownAs(outputs, 'bars', 'image/svg+xml').match(/aria-roledescription="bar"/g)?.length ?? 0) === 24);
}

function textOf(outputs: Outputs, cell: string): string {
  return (
    (outputs[cell] ?? [])
      .map(({ text, data }) => text ?? data?.['text/plain'] ?? '')
      .join('')
      // eslint-disable-next-line no-control-regex
      .replaceAll(/\u001b\[\d+m/g, '')
  );
}

function shownAs(outputs: Outputs, cell: string, type: string): string {
  return outputs[cell]?.find(({ data }) => data?.[type] !== undefined)?.data?.[type] ?? '';
}
