import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import { bundleProgram } from '../../../test/setup/bundle-program.ts';
import { root, setupDir } from '../../setup/paths.mjs';
import { commandsIn, type NamedCommand } from './doc-commands.ts';
import { pages } from './doc-examples.ts';

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};
const commands = [...pages(), join('data', 'README.md')].flatMap(commandsIn);
const folder = join(setupDir, 'test', `help-${process.pid}`);
const bundles = new Map<string, Promise<string>>();
const helps = new Map<string, Promise<string>>();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Returns the path of a bundle of a program, which compiles its sources once for all commands. */
function bundleOf(entryPoint: string): Promise<string> {
  const outfile = join(folder, `${basename(entryPoint, '.ts')}.mjs`);
  const bundle = bundles.get(entryPoint) ?? bundleProgram(entryPoint, outfile).then(() => outfile);
  bundles.set(entryPoint, bundle);
  return bundle;
}

/** Returns the help text of a command. */
async function helpOf({ script, words }: NamedCommand): Promise<string> {
  const [node = '', ...args] = [...(scripts[script] ?? '').split(' '), ...words, '--help'];
  const key = args.join(' ');
  const run = async (): Promise<string> => {
    const bundled = await Promise.all(args.map(async (arg) => (arg.endsWith('.ts') ? await bundleOf(arg) : arg)));
    return (await promisify(execFile)(node, bundled, { cwd: root }).catch((error: { stdout: string }) => error)).stdout;
  };
  const help = helps.get(key) ?? run();
  helps.set(key, help);
  return help;
}

async function isKnown(command: NamedCommand, option: string): Promise<boolean> {
  return new RegExp(`(^|[\\s,])${option}(?![a-z-])`).test(await helpOf(command));
}

it('the documentation names only scripts of package.json', () => {
  expect(commands.length).toBeGreaterThan(20);
  expect(commands.filter(({ script }) => !Object.hasOwn(scripts, script))).toEqual([]);
});

it('the documentation names only options that the command has', { timeout: 300_000 }, async () => {
  const withOptions = commands.filter(({ options }) => options.length > 0);
  expect(withOptions.length).toBeGreaterThan(20);
  const unknown: string[] = [];
  for (const command of withOptions) {
    for (const option of command.options)
      if (!(await isKnown(command, option))) unknown.push(`${command.file}:${command.line} ${option}`);
  }
  expect(unknown).toEqual([]);
});

it('this check detects an unknown option', { timeout: 60_000 }, async () => {
  const up: NamedCommand = { file: 'README.md', line: 1, script: 'stack', words: ['up'], options: ['--tls'] };
  const known = ['--tls', '--tl', '--clean'].map((option) => isKnown(up, option));
  expect(await Promise.all(known)).toEqual([true, false, false]);
});
