// Finds the commands of this project that the documentation names, and the options it gives them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../setup/paths.mjs';

/** A script of package.json as the documentation calls it. */
export interface NamedCommand {
  readonly file: string;
  readonly line: number;
  /** The name in package.json, such as `stack`. */
  readonly script: string;
  /** What follows before the first option, such as `up`. */
  readonly words: readonly string[];
  readonly options: readonly string[];
}

/** What `npm` does by itself, without a script of that name. */
const ownWords = new Set(['ci', 'i', 'install', 'pack', 'run']);

/** All commands of a page, and what stands in a table or behind "Options:", with the command that was named last before it. */
export function commandsIn(file: string): NamedCommand[] {
  let isShell = false;
  let last: Omit<NamedCommand, 'line'> | undefined;
  return readFileSync(join(root, file), 'utf8')
    .split('\n')
    .flatMap((text, index): NamedCommand[] => {
      if (text.startsWith('```')) isShell = text === '```sh';
      const line = index + 1;
      const listed = /(?:^\| |Options: )(`--.*)/.exec(text)?.[1] ?? '';
      const options = [...listed.matchAll(/`(--[a-z-]+)/g)].map(({ 1: option = '' }) => option);
      if (options.length > 0 && last !== undefined) return [{ ...last, line, options }];
      const code = isShell
        ? [text.replace(/ # .*/, '')]
        : [...text.matchAll(/`([^`]+)`/g)].map(({ 1: span = '' }) => span);
      const commands = code.flatMap((each) => parseCommand(each) ?? []).map((each) => ({ ...each, file }));
      last = commands.at(-1) ?? last;
      return commands.map((each) => ({ ...each, line }));
    });
}

function parseCommand(code: string): Pick<NamedCommand, 'script' | 'words' | 'options'> | undefined {
  const { 1: script, 2: rest = '' } = /\bnpm (?:run (?:--silent )?)?([a-z][\w:-]*)(?: -- ([^|"#]*))?/.exec(code) ?? [];
  if (script === undefined || ownWords.has(script)) return undefined;
  const parts = rest.split(' ').filter((part) => /^[a-z-]+$/.test(part));
  const firstOption = parts.findIndex((part) => part.startsWith('--'));
  return {
    script,
    words: firstOption === -1 ? parts : parts.slice(0, firstOption),
    options: parts.filter((part) => part.startsWith('--')),
  };
}
