import { describe, expect, it } from 'vitest';
import * as functions from '../../src/functions.ts';
import * as library from '../../src/index.ts';
import { documentationOf, readDocumentation } from './documentation.ts';

const undocumented = (names: readonly string[]): readonly string[] =>
  names.filter((name) => {
    const found = documentationOf(name);
    return found === undefined || found.text === '' || found.signatures.length === 0;
  });

describe('documentationOf', () => {
  it('finds each function and each class in scope', () => {
    expect(undocumented(Object.keys(functions))).toEqual([]);
    expect(undocumented(Object.keys(library))).toEqual([]);
  });

  it('returns the signature and the comment', () => {
    expect(documentationOf('lower')).toEqual({
      signatures: ['lower(column: ColumnOrName): Column<string | null>'],
      text: 'Converts the string to lowercase.',
    });
    expect(documentationOf('typeof')?.signatures).toEqual(['typeof(column: ColumnOrName): Column<string>']);
    expect(documentationOf('lcase')?.text).toBe('Converts the string to lowercase. Alias of lower.');
  });

  it('knows no other names', () => {
    expect(documentationOf('nope')).toBeUndefined();
    expect(documentationOf('.*')).toBeUndefined();
    expect(documentationOf('constructor')).toBeUndefined();
  });
});

describe('readDocumentation', () => {
  it('reads the declarations of a package', () => {
    const declarations = [
      '/** Converts. See {@link other}. */',
      'export declare const lower: (column: ColumnOrName, map: (x: number) => string) => Column<string | null>;',
      '/**',
      ' * Adds.',
      ' *',
      ' * @param a the first',
      ' */',
      'export declare function add(a: number): number;',
      'export declare function add(a: string): {',
      '    text: string;',
      '};',
      '/** A thing. */',
      'export declare abstract class Thing<T> extends Base {',
      '}',
    ].join('\n');
    expect(readDocumentation(declarations, 'lower')).toEqual({
      signatures: ['lower(column: ColumnOrName, map: (x: number) => string): Column<string | null>'],
      text: 'Converts. See other.',
    });
    expect(readDocumentation(declarations, 'add')).toEqual({
      signatures: ['add(a: number): number', 'add(a: string): { text: string; }'],
      text: 'Adds.\n\n@param a the first',
    });
    expect(readDocumentation(declarations, 'Thing')?.signatures).toEqual(['class Thing<T> extends Base']);
  });
});
