/** Calls functions of rows in the JavaScript engine of the companion. */

/** Returns the rows that a function returned as an array, or null if its result is neither an array nor an iterable object. */
export function rowsOf(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value as readonly unknown[];
  return isIterable(value) ? Array.from(value) : null;
}

/** Returns the next array of rows, or null after the last one. */
type NextRows = () => readonly unknown[] | null;

/**
 * Calls a function of batches, and returns what reads the batches that it yields, or null if it returned nothing that can
 * be iterated. `next` reads the batches that the function gets.
 */
export function pullBatches(fn: (batches: unknown) => unknown, next: NextRows): (() => unknown) | null {
  const batches = {
    [Symbol.iterator]: () => batches,
    next() {
      const value = next();
      return value === null ? { done: true, value: undefined } : { done: false, value };
    },
  };
  const results = fn(batches);
  if (!isIterable(results)) return null;
  const iterator = results[Symbol.iterator]();
  return () => {
    const { done, value } = iterator.next() as { readonly done?: boolean; readonly value: unknown };
    return done === true ? null : value;
  };
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof (value as Iterable<unknown>)[Symbol.iterator] === 'function'
  );
}
