import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../setup/paths.mjs';
import { must } from '../package/install.ts';
import { prepareEnvironment } from '../python.ts';
import { installRuntime, runtimes } from '../runtimes/runtimes.ts';
import type { ExampleProject } from './example-project.ts';

/** What a cell has shown. */
interface Output {
  readonly text?: string;
  readonly data?: Readonly<Record<string, string>>;
}

const scripts = join(root, 'scripts', 'checks', 'examples');

const jupyter = {
  name: 'jupyter',
  requirements: join(scripts, 'requirements.txt'),
  message: 'Setting up a program that runs notebooks in a separate Python environment (PyPI) …',
  versions: { oldest: 10, newest: 14 },
};

/** Runs all cells in Deno's kernel, as Jupyter does, and checks what they show. */
export async function notebook({ folder, env }: ExampleProject): Promise<void> {
  const deno = await installRuntime(
    runtimes.find(({ name }) => name === 'deno')!,
    console.error,
  );
  const kernel = join(folder, 'kernels', 'deno');
  mkdirSync(kernel, { recursive: true });
  const argv = [deno, 'jupyter', '--kernel', '--conn', '{connection_file}'];
  writeFileSync(join(kernel, 'kernel.json'), JSON.stringify({ argv, display_name: 'Deno', language: 'typescript' }));

  const python = await prepareEnvironment(jupyter, console.error);
  const output = await must(python, [join(scripts, 'run_notebook.py'), 'tour.ipynb'], folder, {
    ...env,
    JUPYTER_PATH: folder,
  });
  const shown = JSON.parse(output.split('\n').findLast((line) => line.startsWith('{')) ?? '{}') as Readonly<
    Record<string, readonly Output[]>
  >;
  const textOf = (cell: string): string =>
    (shown[cell] ?? [])
      .map(({ text, data }) => text ?? data?.['text/plain'] ?? '')
      .join('')
      // eslint-disable-next-line no-control-regex
      .replaceAll(/\u001b\[\d+m/g, '');
  assert.match(textOf('connect'), /^"3\.5\.\d+"$/);
  assert.match(textOf('frame'), /hour: 0, readings: 10000n, load: [\d.]+[^]*hour: 2, readings: 10000n/);
  assert.match(textOf('top'), /^\|\s+1\|\s+10000\|$/m);
  const html = shown['plot']?.[0]?.data?.['text/html'] ?? '';
  assert.equal(html.match(/<rect /g)?.length, 24);
}
