import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What the package says about one of its names. */
export interface Documentation {
  /** Such as `lower(column: ColumnOrName): Column<string | null>`; several if the function is overloaded. */
  readonly signatures: readonly string[];
  readonly text: string;
}

/** The entry points whose names are in scope. */
const entries = ['functions', 'index'];

/** The declarations in the package; in a clone, the sources. */
const folders = ['./src/', '../../src/'];

/**
 * Returns the documentation of a function or class of the package, or undefined if it has none of this name.
 */
export function documentationOf(name: string): Documentation | undefined {
  if (!/^\w+$/.test(name)) return undefined;
  for (const entry of entries) {
    const source = sourceOf(entry, name);
    const found = source && readDocumentation(readFileSync(source.file, 'utf8'), source.name);
    if (found !== undefined) return found;
  }
  return undefined;
}

interface Source {
  readonly file: string;
  /** The name in this file. */
  readonly name: string;
}

/** Returns where an entry point gets a name from. */
function sourceOf(entry: string, name: string): Source | undefined {
  const file = folders
    .flatMap((folder) =>
      ['.d.ts', '.ts'].map((ending) => fileURLToPath(new URL(folder + entry + ending, import.meta.url))),
    )
    .find((path) => existsSync(path));
  if (file === undefined) return undefined;
  const ending = file.endsWith('.d.ts') ? '.d.ts' : '.ts';
  const exports = readFileSync(file, 'utf8').matchAll(/^export (?:type )?\{([^}]*)\} from '([^']+)'/gm);
  for (const [, names = '', from = ''] of exports) {
    const found = names.split(',').map((each) => each.trim().split(' as '));
    const own = found.find((each) => each.at(-1) === name)?.[0];
    if (own === undefined) continue;
    return { file: join(dirname(file), from.replace(/[.][jt]s$/, ending)), name: own };
  }
  return undefined;
}

/** Finds the declarations of a name in the text of a module or of its declarations. */
export function readDocumentation(source: string, name: string): Documentation | undefined {
  const declaration = new RegExp(
    `(?:/\\*\\*((?:(?!\\*/)[^])*)\\*/\\s*)?^(?:export )?(declare )?(?:abstract )?(?:async )?(const|function|class|interface) (${name}\\b[^]*)`,
    'm',
  );
  const signatures: string[] = [];
  const texts: string[] = [];
  let rest = source;
  for (let match = declaration.exec(rest); match !== null; match = declaration.exec(rest)) {
    const [, comment, declare, kind = '', code = ''] = match;
    signatures.push(signatureOf(kind, code, declare === undefined));
    if (comment !== undefined) texts.push(plainText(comment));
    rest = code;
  }
  const [, renamed] = new RegExp(`\\b(\\w+) as ${name}\\b`).exec(source) ?? [];
  if (signatures.length === 0)
    return renamed === undefined ? undefined : renamedTo(name, readDocumentation(source, renamed));
  return { signatures: [...new Set(signatures)], text: texts.join('\n\n') };
}

function renamedTo(name: string, found: Documentation | undefined): Documentation | undefined {
  return found && { ...found, signatures: found.signatures.map((signature) => signature.replace(/^\w+/, name)) };
}

/** Returns the first line of a declaration: without the body, and `name: (…) => T` as `name(…): T`. */
function signatureOf(kind: string, code: string, isSource: boolean): string {
  if (kind === 'class' || kind === 'interface') return oneLine(`${kind} ${code.slice(0, code.indexOf('{'))}`);
  if (kind === 'function') return oneLine(code.slice(0, outside(code, isSource ? /[;{]/ : /;/)));
  const [, name = '', type = ''] = /^(\w+)(?::| =) ([^]*)/.exec(code) ?? [];
  if (!/^[(<]/.test(type)) return name;
  const end = outside(type, /;\s|\s=>/);
  const result = /^\s=>\s([^]*)/.exec(type.slice(end))?.[1];
  if (isSource || result === undefined) return oneLine(name + type.slice(0, end));
  return oneLine(`${name}${type.slice(0, end)}: ${result.slice(0, outside(result, /;/))}`);
}

/** Returns the position of the first match outside of brackets, or the length of the text. */
function outside(text: string, pattern: RegExp): number {
  const here = new RegExp(pattern.source, 'y');
  for (let [index, depth] = [0, 0]; index < text.length; index++) {
    here.lastIndex = index;
    if (depth === 0 && here.test(text)) return index;
    if ('([{'.includes(text[index]!)) depth++;
    if (')]}'.includes(text[index]!)) depth--;
  }
  return text.length;
}

function oneLine(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/([(<]) | ([)>])/g, '$1$2')
    .replaceAll(',)', ')')
    .trim();
}

/** Returns the text of a doc comment without its frame and its tags for links. */
function plainText(comment: string): string {
  return comment
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
    .join('\n')
    .replaceAll(/\{@link\s+([^}|\s]+)(?:\s*\|\s*([^}]*))?\s*\}/g, (_, target: string, text?: string) => text ?? target)
    .trim();
}
