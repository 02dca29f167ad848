import { afterEach, expect, it, vi } from 'vitest';
import { DataTypes } from '../types/data-types.ts';
import { rowColumns, rowValues, type Row } from '../types/row.ts';
import { StructType } from '../types/struct-type.ts';
import { rowMaker, valueMaker } from './row-maker.ts';
import { transpose } from './transpose.ts';

afterEach(() => vi.unstubAllGlobals());

/** Makes `new Function` behave as with `--disallow-code-generation-from-strings`. */
function forbidCodeFromStrings(): void {
  const refuse = function (): never {
    throw new EvalError('Code generation from strings disallowed for this context');
  };
  vi.stubGlobal('Function', refuse);
}

const names = ['a', '__proto__', 'constructor', 'quote"back\\slash', '${x}', '2'];
const columns = [[1, 2], ['p', 'q'], BigInt64Array.of(3n, 4n), [null, 0.5], [true, false], Int8Array.of(5, 6)];
const objects = [0, 1].map((row) => Object.fromEntries(names.map((name, column) => [name, columns[column]![row]])));

function build(): Row[] {
  const schema = new StructType(names.map((name) => ({ name, dataType: DataTypes.StringType, nullable: true })));
  const make = rowMaker(schema)(columns.map((values) => ({ at: (index) => values[index] })));
  return [make(0), make(1)];
}

function buildArrays(): unknown[][] {
  const schema = new StructType(names.map((name) => ({ name, dataType: DataTypes.StringType, nullable: true })));
  const make = valueMaker(schema)(columns.map((values) => ({ at: (index) => values[index] })));
  return [make(0), make(1)];
}

it.each(['allowed', 'forbidden'])('converts between rows and columns with code generation from strings %s', (mode) => {
  if (mode === 'forbidden') forbidCodeFromStrings();
  expect(build()).toEqual(objects);
  expect(build().map(rowColumns)).toEqual([names, names]);
  expect(build().map(rowValues)).toEqual(objects.map((object) => names.map((name) => object[name])));
  expect(buildArrays()).toEqual(build().map(rowValues));
  const refuse = (): never => expect.unreachable();
  expect(transpose(names, objects, refuse)).toEqual(columns.map((column) => Array.from<unknown>(column)));
  expect(transpose(['toString', 'b'], [{ b: 1 }, null, { toString: 2 }], refuse)).toEqual([
    [undefined, undefined, 2],
    [1, undefined, undefined],
  ]);
});
