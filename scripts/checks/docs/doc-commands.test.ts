import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../../setup/paths.mjs';
import { commandsIn, type NamedCommand } from './doc-commands.ts';
import { pages } from './doc-examples.ts';

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};
const commands = [...pages(), join('data', 'README.md')].flatMap(commandsIn);
const helps = new Map<string, string>();

/** Returns the help text of a command. */
function helpOf({ script, words }: NamedCommand): string {
  const [node = '', ...args] = [...(scripts[script] ?? '').split(' '), ...words, '--help'];
  const key = args.join(' ');
  if (!helps.has(key)) helps.set(key, spawnSync(node, args, { cwd: root, encoding: 'utf8' }).stdout);
  return helps.get(key) ?? '';
}

function isKnown(command: NamedCommand, option: string): boolean {
  return new RegExp(`(^|[\\s,])${option}(?![a-z-])`).test(helpOf(command));
}

it('the documentation names only scripts of package.json', () => {
  expect(commands.length).toBeGreaterThan(20);
  expect(commands.filter(({ script }) => !Object.hasOwn(scripts, script))).toEqual([]);
});

it('the documentation names only options that the command has', { timeout: 120_000 }, () => {
  const withOptions = commands.filter(({ options }) => options.length > 0);
  expect(withOptions.length).toBeGreaterThan(20);
  expect(withOptions.filter((command) => !command.options.every((option) => isKnown(command, option)))).toEqual([]);
});

it('this check detects an unknown option', { timeout: 60_000 }, () => {
  const up: NamedCommand = { file: 'README.md', line: 1, script: 'stack', words: ['up'], options: ['--tls'] };
  expect([isKnown(up, '--tls'), isKnown(up, '--tl'), isKnown(up, '--clean')]).toEqual([true, false, false]);
});
