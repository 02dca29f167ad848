import { Script } from 'node:vm';
import * as library from '../../src/index.ts';
import * as functions from '../../src/functions.ts';
import type { SparkSession } from '../../src/index.ts';

/** The names that the code in a shell can use, besides those of JavaScript and Node. */
export interface Scope {
  readonly values: ReadonlyMap<string, unknown>;
  /** Names of functions and classes that are not in `values`, because JavaScript or Node uses the same name, such as `typeof`. */
  readonly taken: readonly string[];
}

/**
 * Returns what is in scope: `spark`, the classes of the main entry point, Spark's functions, and `functions` with all of them. A name that
 * JavaScript or Node uses keeps its meaning: Spark's function of this name is available as `functions.<name>` only.
 */
export function shellScope(
  spark: SparkSession,
  isTaken = (name: string): boolean => name in globalThis || isReserved(name),
): Scope {
  const offered = [...Object.entries(library), ...Object.entries(functions)];
  const free = offered.filter(([name]) => !isTaken(name));
  return {
    values: new Map<string, unknown>([...free, ['functions', functions], ['spark', spark]]),
    taken: offered.map(([name]) => name).filter(isTaken),
  };
}

/** Adds the names to the global object. Code can declare variables of the same names. Returns a function that removes them. */
export function addToGlobals({ values }: Scope): () => void {
  for (const [name, value] of values) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true, enumerable: false });
  }
  return () => {
    for (const name of values.keys()) Reflect.deleteProperty(globalThis, name);
  };
}

/** Returns whether a word belongs to the syntax of JavaScript, so that no variable can have this name. */
function isReserved(word: string): boolean {
  try {
    return !new Script(`(${word})`);
  } catch {
    return true;
  }
}
