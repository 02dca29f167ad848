import type { DataType } from '../types/data-type.ts';
import { StructType } from '../types/struct-type.ts';

/** Control characters, which would move the cursor or change colors. */
// eslint-disable-next-line no-control-regex
const controls = /[\u0000-\u001F\u007F-\u009F]/g;

/**
 * Returns a value as a table shows it: as Spark's `show` writes it, on one line. Structs are arrays of their values, as with `rows: 'arrays'`,
 * because their fields may have the same name.
 */
export function cellText(value: unknown, dataType: DataType): string {
  return printable(nestedText(value, dataType));
}

function nestedText(value: unknown, dataType: DataType): string {
  if (value === null || value === undefined) return 'NULL';
  if (value instanceof Uint8Array) return `[${Array.from(value, hex).join(' ')}]`;
  if (dataType.typeName === 'udt') return nestedText(value, dataType.sqlType);
  if (dataType.typeName === 'struct') {
    const values = value as readonly unknown[];
    return `{${dataType.fields.map((field, index) => nestedText(values[index], field.dataType)).join(', ')}}`;
  }
  if (dataType.typeName === 'array') {
    return `[${Array.from(value as ArrayLike<unknown>, (item) => nestedText(item, dataType.elementType)).join(', ')}]`;
  }
  if (dataType.typeName === 'map') {
    const entries = Array.from(value as ReadonlyMap<unknown, unknown>, ([key, item]) =>
      [nestedText(key, dataType.keyType), nestedText(item, dataType.valueType)].join(' -> '),
    );
    return `{${entries.join(', ')}}`;
  }
  // Decimals, times and intervals have a text of their own.
  return (value as { toString(): string }).toString();
}

/** Returns the name of a type as SQL, such as `array<int>`. */
export function sqlName(dataType: DataType): string {
  // Not sqlNameOf, which the entry points, that plots and the shell are built against, do not export.
  return new StructType().add('', dataType).simpleString().slice('struct<:'.length, -'>'.length);
}

const numbers: readonly string[] = ['byte', 'short', 'integer', 'long', 'float', 'double', 'decimal'];

/** Whether a table aligns the values of a type to the right. */
export function isNumber({ typeName }: DataType): boolean {
  return numbers.includes(typeName);
}

/** Replaces control characters with their pictures, such as ␊ for a line feed. */
export function printable(text: string): string {
  return text.replace(controls, (character) => {
    const code = character.charCodeAt(0);
    if (code === 0x7f) return '␡';
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\uFFFD';
  });
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}
