import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import type { DataType } from '../types/data-type.ts';
import { sqlNameOf } from '../types/format-data-type.ts';

/** The values of a column, one per row. */
export interface Values extends ArrayLike<unknown> {
  findIndex(predicate: (value: unknown) => boolean): number;
}

/** Returns whether a value is null or undefined, which both become NULL in Spark. */
export function isMissing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

/** The position of values in the data, for error messages: the path of the column, and the row of each value. */
export class Place {
  readonly #name: string;
  /** Returns the 0-based row of the value at an index. */
  readonly rowOf: (index: number) => number;
  /** Number of structs, arrays and maps that contain the values. */
  readonly depth: number;

  constructor(name = '', rowOf: (index: number) => number = (index) => index, depth = -1) {
    this.#name = name;
    this.rowOf = rowOf;
    this.depth = depth;
  }

  /** Returns the place of a field of a struct, or of a column of a row. */
  field(name: string): Place {
    return new Place(this.#name === '' ? name : `${this.#name}.${name}`, this.rowOf, this.depth + 1);
  }

  /**
   * Returns the place of the elements of arrays or maps. `owners` contains the index of the array or map of each
   * element.
   */
  inside(part: string, owners: readonly number[]): Place {
    return new Place(this.#name + part, (index) => this.rowOf(owners[index] ?? 0), this.depth + 1);
  }

  /** Returns a description such as `Row 3, column a.b[]`, with 0-based rows. */
  at(index: number): string {
    return `Row ${this.rowOf(index)}${this.#name === '' ? '' : `, column ${this.#name}`}`;
  }

  mismatch(index: number, value: unknown, type: DataType): never {
    const hint =
      type.typeName === 'map' && isPlainObject(value) ? '. Use a Map, such as new Map(Object.entries(…))' : '';
    return this.refuse(index, `holds ${describe(value)}, which is not a valid ${sqlNameOf(type)}${hint}`);
  }

  refuse(index: number, reason: string): never {
    throw new IllegalArgumentException(`${this.at(index)} ${reason}.`);
  }
}

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** Returns a short description of a value. */
export function describe(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `the string ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`;
    case 'number':
      return `the number ${Object.is(value, -0) ? '-0' : value}`;
    case 'bigint':
      return `the bigint ${value}`;
    case 'boolean':
      return `the boolean ${value}`;
    case 'object':
      if (value === null) return 'null';
      if (isNamed(value)) return `the ${value.constructor.name} ${value.toString()}`;
      return `a value of type ${value.constructor?.name ?? 'object'}`;
    case 'function':
    case 'symbol':
    case 'undefined':
    default:
      return `a value of type ${typeof value}`;
  }
}

/** Returns whether a value belongs to a class with its own text form, such as Decimal or Timestamp. */
function isNamed(value: object): value is { toString(): string; toJSON(): unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function';
}
