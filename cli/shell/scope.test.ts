import { describe, expect, it } from 'vitest';
import * as functions from '../../src/functions.ts';
import { SparkSession } from '../../src/index.ts';
import { addToGlobals, shellScope } from './scope.ts';

const spark = SparkSession.builder.offline();

describe('the scope of the shell', () => {
  it('contains the session, all functions, and the classes of the package', () => {
    const { values, taken } = shellScope(spark);
    expect(values.get('spark')).toBe(spark);
    expect(values.get('DataFrame')).toBeTypeOf('function');
    expect([...values.keys(), ...taken]).toEqual(expect.arrayContaining(Object.keys(functions)));
  });

  it('leaves the words of JavaScript alone', () => {
    const { taken } = shellScope(spark);
    // Deno has a global Window, too.
    expect(taken.filter((name) => !(name in globalThis))).toEqual(['typeof']);
    expect(functions).toHaveProperty('typeof');
  });

  it('keeps the globals of JavaScript, and names what they hide', () => {
    const { values, taken } = shellScope(spark, (name) => name === 'hash' || name === 'window');
    expect([...taken].sort()).toEqual(['hash', 'window']);
    expect(values.has('hash')).toBe(false);
    expect(values.get('functions')).toBe(functions);
  });

  it('can be added to the globals and removed again', () => {
    const before = Object.getOwnPropertyNames(globalThis);
    const remove = addToGlobals(shellScope(spark));
    expect(globalThis).toHaveProperty('lower', functions.lower);
    remove();
    expect(Object.getOwnPropertyNames(globalThis)).toEqual(before);
  });
});
