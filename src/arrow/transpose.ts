import type { Values } from './place.ts';

type Transposer = (rows: ArrayLike<unknown>, columns: unknown[][], refuse: (index: number) => void) => void;

/**
 * Returns one column per name with the properties of the objects. A value is undefined if the object or the property is
 * missing. Calls `refuse` for a row that is not an object.
 */
export function transpose(names: readonly string[], rows: Values, refuse: (index: number) => void): unknown[][] {
  const columns = names.map(() => new Array<unknown>(rows.length));
  createTransposer(names)(rows, columns, refuse);
  return columns;
}

/** Returns one column per array index. Calls `refuse` for a row that is not an array of this length. */
export function transposeArrays(length: number, rows: Values, refuse: (index: number) => void): unknown[][] {
  const columns = Array.from({ length }, () => new Array<unknown>(rows.length));
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index];
    if (row === null || row === undefined) continue;
    if (!Array.isArray(row) || row.length !== length) refuse(index);
    columns.forEach((column, place) => (column[index] = (row as readonly unknown[])[place]));
  }
  return columns;
}

/** Generates code in which each property has its own location, which the engine can optimize; see `row-maker.ts`. */
function createTransposer(names: readonly string[]): Transposer {
  const columns = names.map((_, index) => `c${index}`);
  const reads = names.map((name, index) => `c${index}[i] = ${ownProperty(name)};`);
  try {
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the only external text in it is the names, as JSON strings
    return new Function(
      'rows',
      'columns',
      'refuse',
      `const [${columns.join(', ')}] = columns;
      for (let i = 0; i < rows.length; i++) {
        const row = rows[i];
        if (row === null || row === undefined) continue;
        if (typeof row !== 'object') refuse(i);
        ${reads.join('\n')}
      }`,
    ) as Transposer;
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    return transposeByName(names);
  }
}

/** Reads an own property, because a column may have the name of a property that every object inherits. */
function ownProperty(name: string): string {
  const property = `row[${JSON.stringify(name)}]`;
  return name in Object.prototype ? `Object.hasOwn(row, ${JSON.stringify(name)}) ? ${property} : undefined` : property;
}

function transposeByName(names: readonly string[]): Transposer {
  return (rows, columns, refuse) => {
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index] as Record<string, unknown> | null | undefined;
      if (row === null || row === undefined) continue;
      if (typeof row !== 'object') refuse(index);
      names.forEach((name, column) => (columns[column]![index] = Object.hasOwn(row, name) ? row[name] : undefined));
    }
  };
}
