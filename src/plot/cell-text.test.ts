import { describe, expect, it } from 'vitest';
import { StructType } from '../types/struct-type.ts';
import { Decimal } from '../types/values/decimal.ts';
import { LocalDate } from '../types/values/local-date.ts';
import { cellText as textOf } from './cell-text.ts';

function cellText(value: unknown, type: string): string {
  return textOf(value, new StructType().add('', type).fields[0]!.dataType);
}

describe('cellText', () => {
  it('writes values as show() does', () => {
    expect(cellText(null, 'string')).toBe('NULL');
    expect(cellText(12n, 'bigint')).toBe('12');
    expect(cellText(Decimal.parse('1.50'), 'decimal(3,2)')).toBe('1.50');
    expect(cellText(LocalDate.parse('2024-02-29'), 'date')).toBe('2024-02-29');
    expect(cellText(Uint8Array.of(1, 255), 'binary')).toBe('[01 FF]');
    expect(cellText([1, null, 3], 'array<int>')).toBe('[1, NULL, 3]');
    expect(cellText(new Map([['k', [1]]]), 'map<string,array<int>>')).toBe('{k -> [1]}');
  });

  it('tells structs from arrays, also if their fields have the same name', () => {
    expect(cellText([1, 'x'], 'struct<a:int,a:string>')).toBe('{1, x}');
    expect(cellText([[1, 'x'], null], 'array<struct<a:int,a:string>>')).toBe('[{1, x}, NULL]');
    expect(
      cellText(
        new Map([
          [
            [1, 'x'],
            [2, 'y'],
          ],
        ]),
        'map<struct<a:int,a:string>,struct<b:int,c:string>>',
      ),
    ).toBe('{{1, x} -> {2, y}}');
  });

  it('shows control characters as pictures, so that data cannot control the terminal', () => {
    expect(cellText('a\nb\t\u001B[31mred\u009B1m\u007F', 'string')).toBe('a␊b␉␛[31mred�1m␡');
  });
});
