import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import type { DataType } from '../types/data-type.ts';
import { sqlNameOf } from '../types/format-data-type.ts';

/** The values of a column, one for each row. */
export interface Values extends ArrayLike<unknown> {
  findIndex(predicate: (value: unknown) => boolean): number;
}

/** Null and undefined are Spark's NULL. */
export function isMissing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

/** Where in the data values stand, for errors: the name of the column with the way into it, and the row of each value. */
export class Place {
  readonly #name: string;
  /** The row in the data, counted from 0, of the value at an index. */
  readonly rowOf: (index: number) => number;
  /** How many structs, arrays and maps are around the values. */
  readonly depth: number;

  constructor(name = '', rowOf: (index: number) => number = (index) => index, depth = -1) {
    this.#name = name;
    this.rowOf = rowOf;
    this.depth = depth;
  }

  /** The field of a struct, or the column of a row. */
  field(name: string): Place {
    return new Place(this.#name === '' ? name : `${this.#name}.${name}`, this.rowOf, this.depth + 1);
  }

  /** The parts of arrays or maps; `owners` says which array or map each belongs to. */
  inside(part: string, owners: readonly number[]): Place {
    return new Place(this.#name + part, (index) => this.rowOf(owners[index] ?? 0), this.depth + 1);
  }

  /** `Row 3, column a.b[]`, with rows counted from 0. */
  at(index: number): string {
    return `Row ${this.rowOf(index)}${this.#name === '' ? '' : `, column ${this.#name}`}`;
  }

  mismatch(index: number, value: unknown, type: DataType): never {
    const hint =
      type.typeName === 'map' && isPlainObject(value) ? ': give it a Map, such as new Map(Object.entries(…))' : '';
    return this.refuse(index, `holds ${describe(value)}, which is no ${sqlNameOf(type)}${hint}`);
  }

  refuse(index: number, reason: string): never {
    throw new IllegalArgumentException(`${this.at(index)} ${reason}.`);
  }
}

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** A value in a few words. */
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
    default:
      return `a value of type ${typeof value}`;
  }
}

/** Whether a value is of a class of its own that says how it reads: a Decimal, a Timestamp, … */
function isNamed(value: object): value is { toString(): string; toJSON(): unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function';
}
