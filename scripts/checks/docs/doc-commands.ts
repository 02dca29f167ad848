// Finds the commands of this project in the documentation, with their options.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../setup/paths.mjs';

/** A call of a script of package.json in the documentation. */
export interface NamedCommand {
  readonly file: string;
  readonly line: number;
  /** The name in package.json, such as `stack`. */
  readonly script: string;
  /** The arguments before the first option, such as `up`. */
  readonly words: readonly string[];
  readonly options: readonly string[];
}

/** The commands of `npm` itself. */
const npmCommands = new Set(['ci', 'i', 'install', 'pack', 'run']);

/** Returns all commands of a page. Options in a table or after "Options:" belong to the last command before them. */
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
  if (script === undefined || npmCommands.has(script)) return undefined;
  const parts = rest.split(' ').filter((part) => /^[a-z-]+$/.test(part));
  const firstOption = parts.findIndex((part) => part.startsWith('--'));
  return {
    script,
    words: firstOption === -1 ? parts : parts.slice(0, firstOption),
    options: parts.filter((part) => part.startsWith('--')),
  };
}
