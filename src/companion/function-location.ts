import { readFileSync } from 'node:fs';
import nodeModule, { type SourceMap, type SourceMapPayload } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as Inspector from 'node:inspector';

/** A position in a text. Lines and columns start at 0. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where V8 has a function. */
interface FunctionPosition extends Position {
  readonly url: string;
  readonly sourceMapUrl: string | undefined;
}

/**
 * Returns the file and the line of a position in the text of a function, such as `/app/prices.ts:12`: in the TypeScript
 * source if the script has a source map, and in the script itself otherwise. Returns undefined if V8 does not say.
 */
export function locationOf(fn: (...args: never[]) => unknown, inText: Position): string | undefined {
  try {
    const start = positionOf(fn);
    return start === undefined ? undefined : mapped(start, inScript(start, fn, inText));
  } catch {
    // The message of the error is more important than the line.
    return undefined;
  }
}

/** V8 starts a function at its parameters, but its text may start with a keyword and a name. */
function inScript(start: FunctionPosition, fn: (...args: never[]) => unknown, { line, column }: Position): Position {
  const text = Function.prototype.toString.call(fn);
  const isArrow = !('prototype' in fn) && /^(?:\([^]*?\)|[\w$]+)\s*=>/.test(text);
  const head = isArrow ? 0 : Math.max(0, text.indexOf('('));
  return { line: start.line + line, column: line === 0 ? start.column - head + column : column };
}

function mapped({ url, sourceMapUrl }: FunctionPosition, { line, column }: Position): string | undefined {
  const file = url.startsWith('file:') ? fileURLToPath(url) : url;
  const map = sourceMapUrl === undefined ? undefined : readSourceMap(sourceMapUrl, file);
  const entry = map?.findEntry(line, column);
  if (entry === undefined || !('originalLine' in entry)) return file === '' ? undefined : `${file}:${line + 1}`;
  const source = entry.originalSource.startsWith('file:') ? fileURLToPath(entry.originalSource) : entry.originalSource;
  return `${resolve(dirname(file), source)}:${entry.originalLine + 1}`;
}

function readSourceMap(url: string, file: string): SourceMap {
  const data = /^data:application\/json[^,]*?(;base64)?,(.*)$/s.exec(url);
  const text = data
    ? Buffer.from(decodeURIComponent(data[2]!), data[1] === undefined ? 'utf8' : 'base64').toString()
    : readFileSync(resolve(dirname(file), url), 'utf8');
  return new nodeModule.SourceMap(JSON.parse(text) as SourceMapPayload);
}

/**
 * Asks V8's debugger where a function is. In Node.js, it answers at once for the own process. In Deno, it answers only
 * after this function has returned, with errors because the session is closed; in Bun, it does not answer.
 */
function positionOf(fn: (...args: never[]) => unknown): FunctionPosition | undefined {
  const { Session } = nodeModule.createRequire(import.meta.url)('node:inspector') as typeof Inspector;
  const session = new Session();
  const handle = Symbol.for('spark-connect-ts.function');
  const holder = globalThis as unknown as Record<symbol, unknown>;
  holder[handle] = fn;
  session.connect();
  try {
    const scripts = new Map<string, Inspector.Debugger.ScriptParsedEventDataType>();
    session.on('Debugger.scriptParsed', ({ params }) => scripts.set(params.scriptId, params));
    session.post('Debugger.enable');
    let found: Inspector.Debugger.Location | undefined;
    session.post(
      'Runtime.evaluate',
      { expression: "globalThis[Symbol.for('spark-connect-ts.function')]" },
      (error, reply) => {
        if (error || reply.result.objectId === undefined) return;
        const { objectId } = reply.result;
        session.post('Runtime.getProperties', { objectId }, (failure, properties) => {
          if (failure) return;
          const location = properties.internalProperties?.find(({ name }) => name === '[[FunctionLocation]]');
          found = location?.value?.value as Inspector.Debugger.Location | undefined;
        });
      },
    );
    const script = found && scripts.get(found.scriptId);
    if (!found || !script) return undefined;
    const { url, sourceMapURL: sourceMapUrl } = script;
    return { line: found.lineNumber, column: found.columnNumber ?? 0, url, sourceMapUrl: sourceMapUrl || undefined };
  } finally {
    session.disconnect();
    delete holder[handle];
  }
}
