import { SparkConnectError } from '../errors/spark-connect-error.ts';
import { Decimal } from '../types/values/decimal.ts';
import { DayTimeInterval, YearMonthInterval } from '../types/values/interval.ts';
import { LocalDate } from '../types/values/local-date.ts';
import { Timestamp, TimestampNtz } from '../types/values/timestamp.ts';
import type { ArrowColumn } from './arrow-column.ts';
import type { Cells, PlainCells } from './cell-access.ts';
import { isPresent } from './validity.ts';
import { rowMaker, valueMaker } from './row-maker.ts';
import { SharedLongs } from './shared-longs.ts';
import { StringCells } from './string-cells.ts';
import type { ValueOptions } from './value-options.ts';

/** Returns the cells of a column. The type is examined once rather than for each value. */
export function cellsOf(column: ArrowColumn, options: ValueOptions): Cells {
  const { type, children } = column;
  switch (type.typeName) {
    case 'void':
      return { at: () => null };
    case 'byte':
    case 'short':
    case 'integer':
    case 'float':
    case 'double':
      return new NumberCells(column);
    case 'long':
      return options.longs === 'number' ? new SafeLongCells(column) : new LongCells(column);
    case 'boolean':
      return new BooleanCells(column);
    case 'string':
    case 'char':
    case 'varchar':
      return new StringCells(column);
    case 'binary':
      return new BinaryCells(column);
    case 'decimal':
      return new DecimalCells(column, type.scale);
    case 'date':
      return new IntObjectCells(column, (days) => new LocalDate(days));
    case 'timestamp':
      return new LongObjectCells(column, (micros) => new Timestamp(micros));
    case 'timestamp_ntz':
      return new LongObjectCells(column, (micros) => new TimestampNtz(micros));
    case 'year_month_interval':
      return new IntObjectCells(column, (months) => new YearMonthInterval(months));
    case 'day_time_interval':
      return new LongObjectCells(column, (micros) => new DayTimeInterval(micros));
    case 'array':
      return new ArrayCells(column, cellsOf(children[0]!, options));
    case 'map':
      return new MapCells(column, cellsOf(children[0]!, options), cellsOf(children[1]!, options));
    case 'struct': {
      const maker = options.rows === 'arrays' ? valueMaker(type) : rowMaker(type);
      return new StructCells(column, maker(children.map((child) => cellsOf(child, options))));
    }
    case 'udt':
    case 'interval':
      throw new SparkConnectError(
        `Reading values of type ${type.typeName} is not supported. Cast the column to another type.`,
      );
  }
}

class NumberCells implements PlainCells {
  readonly values: ArrayLike<number>;
  readonly validity: Uint8Array | undefined;

  constructor({ values, validity }: ArrowColumn) {
    this.values = values as ArrayLike<number>;
    this.validity = validity;
  }

  at(index: number): number | null {
    return isPresent(this.validity, index) ? this.values[index]! : null;
  }

  all(): ArrayLike<number | null> {
    return this.validity === undefined ? this.values : Array.from(this.values, (_, index) => this.at(index));
  }
}

class LongCells implements Cells {
  readonly #longs: SharedLongs;
  readonly #validity: Uint8Array | undefined;

  constructor({ values, validity }: ArrowColumn) {
    this.#longs = new SharedLongs(values as BigInt64Array);
    this.#validity = validity;
  }

  at(index: number): bigint | null {
    return isPresent(this.#validity, index) ? this.#longs.at(index) : null;
  }
}

/** Longs as numbers, which hold only 53 of the 64 bits exactly. */
class SafeLongCells implements Cells {
  readonly #longs: BigInt64Array;
  readonly #halves: Int32Array;
  readonly #validity: Uint8Array | undefined;

  constructor({ length, values, validity }: ArrowColumn) {
    this.#longs = values as BigInt64Array;
    this.#halves = new Int32Array(this.#longs.buffer, this.#longs.byteOffset, 2 * length);
    this.#validity = validity;
  }

  at(index: number): number | null {
    if (!isPresent(this.#validity, index)) return null;
    const number = this.#halves[2 * index + 1]! * 2 ** 32 + (this.#halves[2 * index]! >>> 0);
    if (Number.isSafeInteger(number)) return number;
    throw new SparkConnectError(
      `The bigint ${this.#longs[index]} cannot be represented exactly as a number. Read the result without { longs: 'number' }.`,
    );
  }
}

class BooleanCells implements Cells {
  readonly #bits: Uint8Array;
  readonly #validity: Uint8Array | undefined;

  constructor({ values, validity }: ArrowColumn) {
    this.#bits = values as Uint8Array;
    this.#validity = validity;
  }

  at(index: number): boolean | null {
    return isPresent(this.#validity, index) ? isPresent(this.#bits, index) : null;
  }
}

class IntObjectCells implements Cells {
  readonly #values: Int32Array;
  readonly #validity: Uint8Array | undefined;
  readonly #create: (value: number) => object;

  constructor({ values, validity }: ArrowColumn, create: (value: number) => object) {
    this.#values = values as Int32Array;
    this.#validity = validity;
    this.#create = create;
  }

  at(index: number): object | null {
    return isPresent(this.#validity, index) ? this.#create(this.#values[index]!) : null;
  }
}

class LongObjectCells implements Cells {
  readonly #longs: SharedLongs;
  readonly #validity: Uint8Array | undefined;
  readonly #create: (value: bigint) => object;

  constructor({ values, validity }: ArrowColumn, create: (value: bigint) => object) {
    this.#longs = new SharedLongs(values as BigInt64Array);
    this.#validity = validity;
    this.#create = create;
  }

  at(index: number): object | null {
    return isPresent(this.#validity, index) ? this.#create(this.#longs.at(index)) : null;
  }
}

/** Decimals of 128 bits. If the high half only repeats the sign of the low half, the low half is the value. */
class DecimalCells implements Cells {
  readonly #halves: BigInt64Array;
  readonly #words: Int32Array;
  readonly #shared: SharedLongs;
  readonly #validity: Uint8Array | undefined;
  readonly #scale: number;

  constructor({ length, values, validity }: ArrowColumn, scale: number) {
    this.#halves = values as BigInt64Array;
    this.#words = new Int32Array(this.#halves.buffer, this.#halves.byteOffset, 4 * length);
    this.#shared = new SharedLongs(this.#halves);
    this.#validity = validity;
    this.#scale = scale;
  }

  at(index: number): Decimal | null {
    if (!isPresent(this.#validity, index)) return null;
    const words = this.#words;
    const sign = words[4 * index + 1]! >> 31;
    const short = words[4 * index + 2] === sign && words[4 * index + 3] === sign;
    if (short) return new Decimal(this.#shared.at(2 * index), this.#scale);
    const [low, high] = [this.#halves[2 * index]!, this.#halves[2 * index + 1]!];
    return new Decimal((high << 64n) | BigInt.asUintN(64, low), this.#scale);
  }
}

/** Binary values are copied, because all rows of a batch share its bytes. */
class BinaryCells implements Cells {
  readonly #column: ArrowColumn;

  constructor(column: ArrowColumn) {
    this.#column = column;
  }

  at(index: number): Uint8Array | null {
    const { values, offsets, validity } = this.#column;
    if (!isPresent(validity, index)) return null;
    return (values as Uint8Array).slice(offsets![index], offsets![index + 1]);
  }
}

class ArrayCells implements Cells {
  readonly #offsets: Int32Array;
  readonly #validity: Uint8Array | undefined;
  readonly #elements: Cells;

  constructor({ offsets, validity }: ArrowColumn, elements: Cells) {
    this.#offsets = offsets!;
    this.#validity = validity;
    this.#elements = elements;
  }

  at(index: number): unknown[] | null {
    if (!isPresent(this.#validity, index)) return null;
    const start = this.#offsets[index]!;
    const length = this.#offsets[index + 1]! - start;
    const array = new Array<unknown>(length);
    for (let place = 0; place < length; place++) array[place] = this.#elements.at(start + place);
    return array;
  }
}

class MapCells implements Cells {
  readonly #offsets: Int32Array;
  readonly #validity: Uint8Array | undefined;
  readonly #keys: Cells;
  readonly #values: Cells;

  constructor({ offsets, validity }: ArrowColumn, keys: Cells, values: Cells) {
    this.#offsets = offsets!;
    this.#validity = validity;
    this.#keys = keys;
    this.#values = values;
  }

  at(index: number): Map<unknown, unknown> | null {
    if (!isPresent(this.#validity, index)) return null;
    const map = new Map<unknown, unknown>();
    const end = this.#offsets[index + 1]!;
    for (let at = this.#offsets[index]!; at < end; at++) map.set(this.#keys.at(at), this.#values.at(at));
    return map;
  }
}

class StructCells implements Cells {
  readonly #validity: Uint8Array | undefined;
  readonly #make: (index: number) => object;

  constructor({ validity }: ArrowColumn, make: (index: number) => object) {
    this.#validity = validity;
    this.#make = make;
  }

  at(index: number): object | null {
    return isPresent(this.#validity, index) ? this.#make(index) : null;
  }
}
