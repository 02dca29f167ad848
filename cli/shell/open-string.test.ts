import { describe, expect, it } from 'vitest';
import { completeColumns, openString } from './open-string.ts';

describe('openString', () => {
  it('returns the string that is an argument of a call, and the variables before it', () => {
    expect(openString('df.select("am')).toEqual({ text: 'am', variables: ['df'] });
    expect(openString("df.groupBy('a').agg(sum('")).toEqual({ text: '', variables: ['df', 'sum'] });
    expect(openString('await left.join(right, ["i')).toEqual({ text: 'i', variables: ['await', 'left', 'right'] });
    expect(openString('df.filter(`amount > 1 AND na')).toEqual({ text: 'amount > 1 AND na', variables: ['df'] });
  });

  it('considers the current statement only', () => {
    expect(openString('one.show(); two.select("')?.variables).toEqual(['two']);
    expect(openString('one.map(() => { 1; 2 }).select("')?.variables).toEqual(['one']);
  });

  it('knows quotes in strings', () => {
    expect(openString(`df.select('it\\'s', "a`)).toEqual({ text: 'a', variables: ['df'] });
    expect(openString(`df.select("it's", '`)).toEqual({ text: '', variables: ['df'] });
  });

  it('returns undefined outside of strings, calls and code', () => {
    expect(openString('df.select("a")')).toBeUndefined();
    expect(openString('df.sel')).toBeUndefined();
    expect(openString('const name = "a')).toBeUndefined();
    expect(openString('df.select(1) // say "')).toBeUndefined();
    expect(openString('')).toBeUndefined();
  });
});

describe('completeColumns', () => {
  const columns = ['amount', 'a b', 'customer_id', '日本'];

  it('completes a name, also one with spaces or other letters', () => {
    expect(completeColumns('am', columns)).toEqual([['amount'], 'am']);
    expect(completeColumns('a ', columns)).toEqual([['a b'], 'a ']);
    expect(completeColumns('日', columns)).toEqual([['日本'], '日']);
    expect(completeColumns('', columns)).toEqual([columns, '']);
  });

  it('completes the last word of an expression', () => {
    expect(completeColumns('amount > 1 AND cust', columns)).toEqual([['customer_id'], 'cust']);
    expect(completeColumns('none', columns)).toEqual([[], 'none']);
  });
});
