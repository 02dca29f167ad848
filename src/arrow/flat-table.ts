/**
 * A table of a FlatBuffers message, read in place. Fields are numbered as in its schema. Absent fields have a default
 * value. Reading outside of the bytes throws a RangeError.
 *
 * A table starts with the distance back to its vtable, which consists of two lengths and the distance of each field
 * from the table (0 if absent).
 */
export class FlatTable {
  readonly #view: DataView;
  readonly #position: number;
  readonly #vtable: number;
  readonly #vtableLength: number;

  constructor(view: DataView, position: number) {
    this.#view = view;
    this.#position = position;
    this.#vtable = position - view.getInt32(position, true);
    this.#vtableLength = view.getUint16(this.#vtable, true);
  }

  /** Returns the root table of a message. */
  static root(bytes: Uint8Array): FlatTable {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new FlatTable(view, view.getUint32(0, true));
  }

  has(field: number): boolean {
    return this.#find(field) !== 0;
  }

  byte(field: number): number {
    const at = this.#find(field);
    return at === 0 ? 0 : this.#view.getUint8(at);
  }

  short(field: number, absent = 0): number {
    const at = this.#find(field);
    return at === 0 ? absent : this.#view.getInt16(at, true);
  }

  int(field: number, absent = 0): number {
    const at = this.#find(field);
    return at === 0 ? absent : this.#view.getInt32(at, true);
  }

  long(field: number): number {
    const at = this.#find(field);
    return at === 0 ? 0 : this.#longAt(at);
  }

  text(field: number): string {
    const at = this.#find(field);
    if (at === 0) return '';
    const start = at + this.#view.getUint32(at, true);
    const length = this.#view.getUint32(start, true);
    const { buffer, byteOffset } = this.#view;
    if (start + 4 + length > this.#view.byteLength) throw new RangeError('a name extends beyond its message');
    return Buffer.from(buffer, byteOffset + start + 4, length).toString('utf8');
  }

  table(field: number): FlatTable | undefined {
    const at = this.#find(field);
    return at === 0 ? undefined : new FlatTable(this.#view, at + this.#view.getUint32(at, true));
  }

  tables(field: number): FlatTable[] {
    const [start, count] = this.#vector(field);
    const tables: FlatTable[] = [];
    for (let at = start; at < start + 4 * count; at += 4) {
      tables.push(new FlatTable(this.#view, at + this.#view.getUint32(at, true)));
    }
    return tables;
  }

  /** Returns a vector of structs of two longs each, as a flat list. */
  pairsOfLongs(field: number): number[] {
    const [start, count] = this.#vector(field);
    const longs: number[] = [];
    for (let at = start; at < start + 16 * count; at += 8) longs.push(this.#longAt(at));
    return longs;
  }

  #find(field: number): number {
    const slot = 4 + 2 * field;
    if (slot >= this.#vtableLength) return 0;
    const distance = this.#view.getUint16(this.#vtable + slot, true);
    return distance === 0 ? 0 : this.#position + distance;
  }

  #vector(field: number): readonly [start: number, count: number] {
    const at = this.#find(field);
    if (at === 0) return [0, 0];
    const start = at + this.#view.getUint32(at, true);
    return [start + 4, this.#view.getUint32(start, true)];
  }

  #longAt(at: number): number {
    return this.#view.getUint32(at, true) + this.#view.getInt32(at + 4, true) * 2 ** 32;
  }
}
