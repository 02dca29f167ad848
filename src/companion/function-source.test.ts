import { describe, expect, it } from 'vitest';
import { locationOf } from './function-location.ts';
import { functionSource } from './function-source.ts';

const lineOf = (script: string, text: string): number =>
  script.split('\n').findIndex((line) => line.includes(text)) + 1;

describe('functionSource', () => {
  it('returns a script whose value is the function, with its constants', () => {
    const rate = 3;
    const { script } = functionSource('f', (x: number) => x * rate, { rate });
    // eslint-disable-next-line @typescript-eslint/no-implied-eval
    const run = new Function(`return ${script}`) as () => (x: number) => number;
    expect(run()(2)).toBe(6);
  });

  it('counts the arguments', () => {
    const counts = (fn: (...args: never[]) => unknown): readonly unknown[] => {
      const { minArguments, maxArguments } = functionSource('f', fn, {});
      return [minArguments, maxArguments];
    };
    expect(counts(() => 1)).toEqual([0, 0]);
    expect(counts((x: number, y = 1) => x + y)).toEqual([1, 2]);
    expect(counts((x: number, ...rest: number[]) => x + rest.length)).toEqual([1, undefined]);
    expect(counts((x: (y: number) => number) => ((a: number, b: number) => x(a + b))(1, 2))).toEqual([1, 1]);
  });

  it('finds the position of a line of the script in the text of the function', () => {
    const fn = (x: number): number => {
      const { a, ...rest } = { a: 1, b: x };
      if (a > x) {
        throw new Error('here');
      }
      return Object.keys(rest).length;
    };
    const { script, positionOf } = functionSource('f', fn, {});
    const position = positionOf(lineOf(script, 'throw new Error'))!;
    expect(fn.toString().split('\n')[position.line]).toContain('here');
    expect(positionOf(0)).toBeUndefined();
  });
});

describe('locationOf', () => {
  it('names the line of the TypeScript source', () => {
    const fn = (): never => {
      throw new Error('marker');
    };
    const line = Number(/function-source\.test\.ts:(\d+)/.exec(new Error().stack!)![1]) - 3;
    expect(locationOf(fn, { line: 0, column: 0 })).toMatch(new RegExp(`function-source\\.test\\.ts:${line}$`));
  });

  it('is undefined for a function without a script', () => {
    expect(locationOf(Math.sqrt as never, { line: 0, column: 0 })).toBeUndefined();
  });
});
