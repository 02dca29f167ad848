import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { StructType } from '../../src/index.ts';
import { fittingWidths, layoutTable, type TableColumn } from './table-layout.ts';

const columns = new StructType().add('id', 'bigint').add('name', 'string').fields;

function stringColumns(prefix: string, count: number): readonly TableColumn[] {
  return Array.from({ length: count }, (_, index) => new StructType().add(`${prefix}${index}`, 'string').fields[0]!);
}

describe('layoutTable', () => {
  it('shows types below the names, and aligns numbers to the right', () => {
    const { header, body, hidden } = layoutTable(
      {
        columns,
        rows: [
          [1n, 'a'],
          [100n, null],
        ],
      },
      80,
    );
    expect([...header, ...body]).toEqual([
      '    id │ name',
      'bigint │ string',
      '───────┼───────',
      '     1 │ a',
      '   100 │ NULL',
    ]);
    expect(hidden).toEqual([]);
  });

  it('aligns wide characters, emoji and combining marks', () => {
    const names = ['日本語', '👨‍👩‍👧 family', '🎉', 'e\u0301', 'plain'];
    const { body } = layoutTable({ columns, rows: names.map((name, index) => [BigInt(index), name]).reverse() }, 80);
    const reversed = layoutTable({ columns: columns.toReversed(), rows: names.map((name) => [name, 1n]) }, 80);
    expect(body.map((line) => line.indexOf('│'))).toEqual([7, 7, 7, 7, 7]);
    expect(reversed.body.map((line) => stringWidth(line.slice(0, line.indexOf('│'))))).toEqual([10, 10, 10, 10, 10]);
  });

  it('cuts the widest columns first', () => {
    const { body } = layoutTable({ columns, rows: [[1n, 'x'.repeat(200)]] }, 30);
    expect(body).toEqual([`     1 │ ${'x'.repeat(20)}…`]);
  });

  it('leaves out the last columns of a narrow terminal, and names them', () => {
    const many = stringColumns('column_', 9);
    const { header, hidden } = layoutTable({ columns: many, rows: [] }, 40);
    expect(header[0]).toBe('column_0 │ column_1 │ column_2');
    expect(hidden).toEqual(['column_3', 'column_4', 'column_5', 'column_6', 'column_7', 'column_8']);
  });

  it('never exceeds the width of the terminal', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 30 });
    fc.assert(
      fc.property(
        fc.array(fc.array(text, { minLength: 6, maxLength: 6 })),
        fc.integer({ min: 10, max: 120 }),
        (rows, width) => {
          const six = stringColumns('c', 6);
          const { header, body } = layoutTable({ columns: six, rows }, width);
          for (const line of [...header, ...body]) expect(stringWidth(line)).toBeLessThanOrEqual(width);
        },
      ),
    );
  });

  it('lays out a cell of megabytes quickly', () => {
    const start = performance.now();
    const { body } = layoutTable({ columns, rows: [[1n, 'x'.repeat(20_000_000)]] }, 30);
    expect(body[0]).toHaveLength(30);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});

describe('fittingWidths', () => {
  it('keeps the columns that are narrow, and shares the rest', () => {
    expect(fittingWidths([5, 100, 10, 100], 61)).toEqual([5, 18, 10, 19]);
    expect(fittingWidths([5, 10], 80)).toEqual([5, 10]);
  });

  it('keeps the first column on a terminal that is too narrow for any', () => {
    expect(fittingWidths([50, 50], 6)).toEqual([6]);
  });
});
