import { rowColumns } from '../types/row.ts';

/** Control characters, which would move the cursor or change colors. */
// eslint-disable-next-line no-control-regex
const controls = /[\u0000-\u001F\u007F-\u009F]/g;

/** Returns a value as a table shows it: as Spark's `show` writes it, on one line. */
export function cellText(value: unknown): string {
  return printable(nestedText(value));
}

function nestedText(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (value instanceof Uint8Array) return `[${Array.from(value, hex).join(' ')}]`;
  if (Array.isArray(value)) return `[${value.map(nestedText).join(', ')}]`;
  if (value instanceof Map) {
    return `{${[...value].map(([key, item]) => `${nestedText(key)} -> ${nestedText(item)}`).join(', ')}}`;
  }
  if (typeof value === 'object' && isStruct(value)) {
    return `{${rowColumns(value)
      .map((name) => nestedText((value as Record<string, unknown>)[name]))
      .join(', ')}}`;
  }
  // Decimals, times and intervals have a text of their own.
  return (value as { toString(): string }).toString();
}

/** Replaces control characters with their pictures, such as ␊ for a line feed. */
export function printable(text: string): string {
  return text.replace(controls, (character) => {
    const code = character.charCodeAt(0);
    if (code === 0x7f) return '␡';
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\uFFFD';
  });
}

function isStruct(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}
