import nodeModule, { type SourceMapPayload } from 'node:module';
import { Script } from 'node:vm';
import type * as Babel from '@babel/standalone';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import { classNames, constantSource } from './constant-source.ts';
import type { Position } from './function-location.ts';

/** Constants that a function uses, by the names of the variables. */
export type Constants = Readonly<Record<string, unknown>>;

/** A function as a script that the companion's engine runs. */
export interface FunctionSource {
  /** A script whose value is the function. */
  readonly script: string;
  /** The number of arguments up to the first one that has a default or takes the rest. */
  readonly minArguments: number;
  /** The largest number of arguments, or undefined if the function takes any number. */
  readonly maxArguments: number | undefined;
  /** Returns the position in the source text of the function of a line of the script, which counts from 1. */
  readonly positionOf: (scriptLine: number) => Position | undefined;
}

/** The part of the language that the engine has, and the values that it provides. */
const available: ReadonlySet<string> = new Set([
  ...classNames,
  ...['Array', 'ArrayBuffer', 'BigInt', 'BigInt64Array', 'BigUint64Array', 'Boolean', 'DataView', 'Date', 'Error'],
  ...['EvalError', 'Float32Array', 'Float64Array', 'Function', 'Infinity', 'Int16Array', 'Int32Array', 'Int8Array'],
  ...['JSON', 'Map', 'Math', 'NaN', 'Number', 'Object', 'RangeError', 'ReferenceError', 'RegExp', 'Set', 'String'],
  ...['Symbol', 'SyntaxError', 'TypeError', 'URIError', 'Uint16Array', 'Uint32Array', 'Uint8Array', 'WeakMap'],
  ...['Uint8ClampedArray', 'WeakSet', 'arguments', 'decodeURI', 'decodeURIComponent', 'encodeURI', 'undefined'],
  ...['encodeURIComponent', 'isFinite', 'isNaN', 'parseFloat', 'parseInt', 'Reflect', 'Proxy', 'globalThis'],
]);

/** The helper with which compilers keep the names of functions. They insert it into the text of a function. */
const nameHelper = '__name';

/** The variable of the function in its script. */
const result = '$function';

/**
 * Turns a function into a script for the companion's engine.
 *
 * @throws IllegalArgumentException when the function uses variables from outside, or anything else that it cannot use in
 * Spark.
 */
export function functionSource(name: string, fn: (...args: never[]) => unknown, constants: Constants): FunctionSource {
  const text = Function.prototype.toString.call(fn);
  if (/\{\s*\[native code\]\s*\}$/.test(text)) {
    throw new IllegalArgumentException(
      `The function ${name} has no source text, because it is built in or bound: pass an arrow function that calls it.`,
    );
  }
  const names = Object.keys(constants);
  const values = names.map((each) => constantSource(each, constants[each]));
  const parameters = [nameHelper, ...names].join();
  const head = `(function(${parameters}){"use strict";return (`;
  const script = `var ${result}=${head}${asExpression(name, text)}\n);})(${[`function(f){return f}`, ...values].join()});`;
  const { code, map, maxArguments } = lowered(name, script);
  return {
    // The compiler adds helpers to the script, which must not become global variables.
    script: `(function(){${code}\nreturn ${result};})()`,
    minArguments: fn.length,
    maxArguments,
    positionOf: (line) => positionInText(script.indexOf(text, head.length), code, map, line),
  };
}

/** The text starts in the first line of the script, after so many characters. */
function positionInText(start: number, code: string, map: object, scriptLine: number): Position | undefined {
  const line = code.split('\n')[scriptLine - 1];
  if (line === undefined) return undefined;
  const entry = new nodeModule.SourceMap(map as SourceMapPayload).findEntry(scriptLine - 1, line.search(/\S|$/));
  if (!('originalLine' in entry)) return undefined;
  const { originalLine, originalColumn } = entry;
  return { line: originalLine, column: Math.max(0, originalLine === 0 ? originalColumn - start : originalColumn) };
}

/** A method has the text of a property of an object. */
function asExpression(name: string, text: string): string {
  if (isExpression(text)) return text;
  const method = `Object.values({${text}\n})[0]`;
  if (isExpression(method)) return method;
  throw new IllegalArgumentException(
    `The source text of the function ${name} is not a function that can run on its own: pass an arrow function.`,
  );
}

function isExpression(text: string): boolean {
  try {
    // Compiled, but not run.
    return new Script(`(${text}\n)`) instanceof Script;
  } catch {
    return false;
  }
}

/** A script for the engine, and what its text says about the function. */
interface Lowered {
  readonly code: string;
  /** A source map from the code to the script. */
  readonly map: object;
  readonly maxArguments: number | undefined;
}

/** Checks a script, and rewrites the syntax that the engine does not have. */
function lowered(name: string, script: string): Lowered {
  const found: Findings = { variables: [], isAsync: false, importsModules: false, maxArguments: undefined };
  const { code, map } = babel().transform(script, {
    sourceType: 'script',
    presets: [['env', { targets: { rhino: '1.8.0' }, modules: false }]],
    plugins: [() => ({ visitor: finders(found) })],
    sourceMaps: true,
    comments: false,
    // The text is not from a file, so there is no configuration to look for.
    configFile: false,
    babelrc: false,
  });
  if (found.isAsync) refuse(name, 'is or contains an async function, but Spark needs the result at once');
  if (found.importsModules) refuse(name, 'imports a module, which does not exist in Spark');
  requireAvailable(name, found.variables);
  if (code && map) return { code, map, maxArguments: found.maxArguments };
  throw new SparkConnectError(`The compiler returned no code for the function ${name}.`);
}

interface Findings {
  /** The variables that are not declared in the script. */
  variables: readonly string[];
  isAsync: boolean;
  importsModules: boolean;
  /** Of the function itself. */
  maxArguments: number | undefined;
}

interface FunctionNode {
  readonly async?: boolean;
  readonly params: readonly { readonly type: string }[];
}

interface ScopePath {
  readonly node: FunctionNode;
  readonly scope: { readonly globals: Readonly<Record<string, unknown>> };
}

/** Returns a visitor that only collects what it finds, because the compiler changes the messages of errors. */
function finders(found: Findings): Record<string, (path: ScopePath) => void> {
  // The first function is the one around the function, the second one the function itself.
  let functions = 0;
  return {
    Program: ({ scope }) => (found.variables = Object.keys(scope.globals)),
    Function: ({ node }) => {
      found.isAsync ||= node.async === true;
      if (++functions === 2) found.maxArguments = maxArgumentsOf(node);
    },
    Import: () => (found.importsModules = true),
  };
}

function maxArgumentsOf({ params }: FunctionNode): number | undefined {
  return params.some(({ type }) => type === 'RestElement') ? undefined : params.length;
}

function requireAvailable(name: string, variables: readonly string[]): void {
  const missing = variables.filter((each) => !available.has(each));
  if (missing.length === 0) return;
  const ofNode = missing.find((each) => each in globalThis || each === 'require');
  if (ofNode !== undefined) refuse(name, `uses ${ofNode}, which does not exist in Spark`);
  const listed = missing.join(', ');
  refuse(
    name,
    `uses ${listed} from outside of it, but only its source text is sent: pass constants with { using: { ${listed} } }, or move them into the function`,
  );
}

function refuse(name: string, reason: string): never {
  throw new IllegalArgumentException(`The function ${name} ${reason}.`);
}

let loaded: typeof Babel | undefined;

/** Loads the compiler, which is an optional dependency because only functions need it. */
function babel(): typeof Babel {
  if (loaded) return loaded;
  try {
    loaded = nodeModule.createRequire(import.meta.url)('@babel/standalone') as typeof Babel;
  } catch (cause) {
    throw new SparkConnectError(
      'Functions that run in Spark need the package @babel/standalone: install it with npm install @babel/standalone.',
      { cause },
    );
  }
  return loaded;
}
