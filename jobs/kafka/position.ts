/** The place of a message in the source topic. It identifies a dead letter. */
export interface Position {
  readonly partition: number;
  readonly offset: number;
}

/** Formats a position as `<partition>:<offset>`. */
export function formatPosition({ partition, offset }: Position): string {
  return `${partition}:${offset}`;
}

/** Parses a position in the form `<partition>:<offset>`. Returns undefined if the text has another form. */
export function parsePosition(text: string): Position | undefined {
  if (!/^\d{1,10}:\d{1,19}$/.test(text)) return undefined;
  const [partition, offset] = text.split(':').map(Number) as [number, number];
  return Number.isSafeInteger(offset) ? { partition, offset } : undefined;
}

/** A set of positions. It takes about 40 bytes for each. */
export class PositionSet {
  readonly #offsets = new Map<number, Set<number>>();

  get size(): number {
    return [...this.#offsets.values()].reduce((sum, { size }) => sum + size, 0);
  }

  has({ partition, offset }: Position): boolean {
    return this.#offsets.get(partition)?.has(offset) ?? false;
  }

  /** Adds a position. Returns whether it is new. */
  add({ partition, offset }: Position): boolean {
    const offsets = this.#offsets.get(partition) ?? new Set();
    this.#offsets.set(partition, offsets);
    const { size } = offsets;
    return offsets.add(offset).size > size;
  }
}
