/** A value in a FlatBuffers table. */
export type FlatValue =
  | { readonly kind: 'byte' | 'short' | 'int' | 'long'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'table'; readonly value: FlatFields }
  | { readonly kind: 'tables'; readonly value: readonly FlatFields[] }
  /** A vector of structs of two longs each, as a flat list. */
  | { readonly kind: 'pairsOfLongs'; readonly value: readonly number[] };

/** The fields of a table by their number in the schema. Absent fields have their default value. */
export type FlatFields = Readonly<Record<number, FlatValue>>;

const sizes: Readonly<Record<FlatValue['kind'], 1 | 2 | 4 | 8>> = {
  byte: 1,
  short: 2,
  int: 4,
  long: 8,
  text: 4,
  table: 4,
  tables: 4,
  pairsOfLongs: 4,
};

/** Encodes a FlatBuffers message with this root table. The length of the result is a multiple of eight bytes. */
export function writeFlat(root: FlatFields): Uint8Array {
  const writer = new FlatWriter();
  writer.reference(writer.reserve(4, 4), { kind: 'table', value: root });
  return writer.finish();
}

/** Writes front to back: a table precedes everything it refers to. Vtables are not shared. */
class FlatWriter {
  #view = new DataView(new ArrayBuffer(1024));
  #length = 0;

  finish(): Uint8Array {
    this.reserve(0, 8);
    return new Uint8Array(this.#view.buffer, 0, this.#length);
  }

  /** Appends `size` zero bytes at an aligned position and returns the position. */
  reserve(size: number, alignment: number): number {
    const position = Math.ceil(this.#length / alignment) * alignment;
    this.#length = position + size;
    if (this.#length > this.#view.byteLength) {
      const larger = new Uint8Array(Math.max(this.#length, 2 * this.#view.byteLength));
      larger.set(new Uint8Array(this.#view.buffer));
      this.#view = new DataView(larger.buffer);
    }
    return position;
  }

  /** Appends a value, and writes its distance to the position that refers to it. */
  reference(from: number, value: FlatValue): void {
    const position = this.#write(value);
    this.#view.setUint32(from, position - from, true);
  }

  #write(value: FlatValue): number {
    switch (value.kind) {
      case 'text':
        return this.#text(value.value);
      case 'table':
        return this.#table(value.value);
      case 'tables': {
        const start = this.#vector(value.value.length, 4, 4);
        value.value.forEach((table, index) => this.reference(start + 4 + 4 * index, { kind: 'table', value: table }));
        return start;
      }
      case 'pairsOfLongs': {
        const start = this.#vector(value.value.length / 2, 16, 8);
        value.value.forEach((long, index) => this.#long(start + 4 + 8 * index, long));
        return start;
      }
      case 'byte':
      case 'int':
      case 'long':
      case 'short':
      default:
        throw new TypeError(`A ${value.kind} is stored inside its table, not after it.`);
    }
  }

  #table(fields: FlatFields): number {
    const numbers = Object.keys(fields).map(Number);
    const count = Math.max(-1, ...numbers) + 1;
    let inlineSize = 4;
    const places = numbers.map((number) => {
      const size = sizes[fields[number]!.kind];
      const place = Math.ceil(inlineSize / size) * size;
      inlineSize = place + size;
      return place;
    });
    const vtable = this.reserve(4 + 2 * count, 2);
    const table = this.reserve(inlineSize, 8);
    this.#view.setUint16(vtable, 4 + 2 * count, true);
    this.#view.setUint16(vtable + 2, inlineSize, true);
    this.#view.setInt32(table, table - vtable, true);
    numbers.forEach((number, index) => this.#view.setUint16(vtable + 4 + 2 * number, places[index]!, true));
    numbers.forEach((number, index) => this.#field(table + places[index]!, fields[number]!));
    return table;
  }

  #field(position: number, value: FlatValue): void {
    switch (value.kind) {
      case 'byte':
        return this.#view.setUint8(position, value.value);
      case 'short':
        return this.#view.setInt16(position, value.value, true);
      case 'int':
        return this.#view.setInt32(position, value.value, true);
      case 'long':
        return this.#long(position, value.value);
      case 'pairsOfLongs':
      case 'table':
      case 'tables':
      case 'text':
      default:
        return this.reference(position, value);
    }
  }

  #text(text: string): number {
    const bytes = Buffer.from(text, 'utf8');
    const start = this.#vector(bytes.length + 1, 1, 1);
    this.#view.setUint32(start, bytes.length, true);
    new Uint8Array(this.#view.buffer).set(bytes, start + 4);
    return start;
  }

  /** Reserves a vector with aligned elements, writes its length and returns the position of the length. */
  #vector(count: number, size: number, alignment: number): number {
    while ((this.#length + 4) % alignment !== 0 || this.#length % 4 !== 0) this.#length++;
    const start = this.reserve(4 + count * size, 1);
    this.#view.setUint32(start, count, true);
    return start;
  }

  #long(position: number, value: number): void {
    this.#view.setUint32(position, value % 2 ** 32, true);
    this.#view.setInt32(position + 4, Math.floor(value / 2 ** 32), true);
  }
}
