import { describe, expect, it } from 'vitest';
import { Decimal } from '../types/values/decimal.ts';
import { LocalDate } from '../types/values/local-date.ts';
import { cellText } from './cell-text.ts';

describe('cellText', () => {
  it('writes values as show() does', () => {
    expect(cellText(null)).toBe('NULL');
    expect(cellText(12n)).toBe('12');
    expect(cellText(Decimal.parse('1.50'))).toBe('1.50');
    expect(cellText(LocalDate.parse('2024-02-29'))).toBe('2024-02-29');
    expect(cellText(Uint8Array.of(1, 255))).toBe('[01 FF]');
    expect(cellText([1, null, 'a'])).toBe('[1, NULL, a]');
    expect(cellText(new Map([['k', [1]]]))).toBe('{k -> [1]}');
    expect(cellText({ a: 1, b: { c: 'x' } })).toBe('{1, {x}}');
  });

  it('shows control characters as pictures, so that data cannot control the terminal', () => {
    expect(cellText('a\nb\t\u001B[31mred\u009B1m\u007F')).toBe('a␊b␉␛[31mred�1m␡');
  });
});
