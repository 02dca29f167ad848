import { describe, expect, it } from 'vitest';
import { isWholeStatement, parseCommand } from './dot-commands.ts';

describe('parseCommand', () => {
  it('returns the name and the text after it', () => {
    expect(parseCommand('.sql SELECT 1;')).toEqual({ name: 'sql', text: 'SELECT 1;' });
    expect(parseCommand('  .schema')).toEqual({ name: 'schema', text: '' });
    expect(parseCommand('.sql SELECT 1,\n  2 ')).toEqual({ name: 'sql', text: 'SELECT 1,\n  2' });
  });

  it('returns undefined for code', () => {
    expect(parseCommand('.5 + 1')).toBeUndefined();
    expect(parseCommand('...[1]')).toBeUndefined();
    expect(parseCommand('df.schema()')).toBeUndefined();
  });
});

describe('isWholeStatement', () => {
  it('ends a statement with a semicolon at the end of a line, or an empty line', () => {
    expect(isWholeStatement(['SELECT 1;'])).toBe(true);
    expect(isWholeStatement(['SELECT', '1 ;  '])).toBe(true);
    expect(isWholeStatement(['SELECT 1', ''])).toBe(true);
    expect(isWholeStatement(['SELECT 1'])).toBe(false);
    expect(isWholeStatement([''])).toBe(false);
    expect(isWholeStatement(["SELECT ';'", 'AS text'])).toBe(false);
  });
});
