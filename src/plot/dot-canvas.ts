/** The bits of the dots of a Braille character, by row and column. */
const bits = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

const braille = 0x2800;
/** Dots of a character. */
const [across, down] = [2, 4];

/** A plotting area of Braille characters, each with eight dots. Rows are counted from the top. */
export class DotCanvas {
  readonly width: number;
  readonly height: number;
  readonly #cells: Uint8Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.#cells = new Uint8Array(width * height);
  }

  /** Returns the column of dots at a place from 0 (left) to 1 (right). */
  columnAt(place: number): number {
    return Math.round(place * (this.width * across - 1));
  }

  /** Returns the row of dots at a place from 0 (bottom) to 1 (top). */
  rowAt(place: number): number {
    return Math.round((1 - place) * (this.height * down - 1));
  }

  set(x: number, y: number): void {
    const cell = Math.floor(y / down) * this.width + Math.floor(x / across);
    this.#cells[cell]! |= bits[(y % down) as 0 | 1 | 2 | 3][(x % across) as 0 | 1];
  }

  /** Connects two dots. */
  line([x1, y1]: readonly [number, number], [x2, y2]: readonly [number, number]): void {
    const steps = Math.max(1, Math.abs(x2 - x1), Math.abs(y2 - y1));
    for (let step = 0; step <= steps; step++) {
      this.set(Math.round(x1 + ((x2 - x1) * step) / steps), Math.round(y1 + ((y2 - y1) * step) / steps));
    }
  }

  /** Fills each column between its dots and a row. */
  fillBelow(row: number): void {
    for (let x = 0; x < this.width * across; x++) {
      const dots = Array.from({ length: this.height * down }, (_, y) => y).filter((y) => this.#has(x, y));
      if (dots.length > 0) this.line([x, Math.min(row, ...dots)], [x, Math.max(row, ...dots)]);
    }
  }

  hasDots(column: number, row: number): boolean {
    return this.#cells[row * this.width + column] !== 0;
  }

  character(column: number, row: number): string {
    const cell = this.#cells[row * this.width + column]!;
    return cell === 0 ? ' ' : String.fromCharCode(braille + cell);
  }

  rows(): readonly string[] {
    return Array.from({ length: this.height }, (_, row) =>
      Array.from({ length: this.width }, (__, column) => this.character(column, row)).join(''),
    );
  }

  #has(x: number, y: number): boolean {
    const cell = this.#cells[Math.floor(y / down) * this.width + Math.floor(x / across)]!;
    return (cell & bits[(y % down) as 0 | 1 | 2 | 3][(x % across) as 0 | 1]) !== 0;
  }
}
