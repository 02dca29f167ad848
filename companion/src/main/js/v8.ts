/** What the companion needs in V8: calls of functions whose arguments and results cross the border to Java on tapes. */
import { install as installZone } from './dates.ts';
import { callWithState, type Facts } from './group-state.ts';
import { install as installGuards } from './guards.ts';
import { rowsOf, pullBatches } from './rows.ts';
import { hasChangedRegExp, hasTouchedRegExp, seal } from './seal.ts';
import { loadState, saveState } from './state.ts';
import { TapeReader, TapeWriter } from './tape.ts';
import {
  fieldsReader,
  readerOf,
  writerOf,
  WrongValue,
  type Read,
  type TapeField,
  type TapeType,
} from './tape-types.ts';
import { describe } from './values.ts';

export * from './values.ts';

/** A part of the values that a function takes or returns: a value of a type, a state of an aggregate, a row, or rows. */
type Part = TapeType | 'state' | 'row' | 'rows';

/** A function as V8Engine.java describes it. */
interface Signature {
  readonly parameters: readonly Part[];
  readonly result: Part;
  /** The type of the result, or of the rows in it. */
  readonly type?: TapeType;
  /** Whether the result replaces the state that is the first argument. */
  readonly replacesState: boolean;
  /** The function of the companion to call instead, or with the function of the client. */
  readonly helper?: 'callWithState' | 'loadState' | 'saveState';
}

type AnyFunction = (...args: unknown[]) => unknown;

interface Callable {
  readonly fn: AnyFunction;
  readonly readArguments: () => unknown[];
  readonly writeResult: (value: unknown) => void;
}

/**
 * What Java offers: the next batch of the input of a function, the end of a call over its limit, normalized text, and the
 * time zone of the client.
 */
type Host = (
  ...request:
    | [what: 'next', id: number]
    | ['exceeded']
    | ['normalize', text: string, form: string]
    | ['offset', millis: string]
    | ['zone']
) => unknown;

const input = new TapeReader();
const output = new TapeWriter();
/** The functions by their ids, which are given out once. */
const callables = new Map<number, Callable>();
const states = new Map<number, unknown>();
const pulls = new Map<number, () => unknown>();
/** How to read the rows of a schema, by its id. */
const rowReaders = new Map<number, Read>();
let stateCount = 0;
let host: Host;
let isWriting = false;

/** Numbers that Java reads: after a call, how it ended; while rows are mapped, the number of finished calls. */
const head = new Float64Array(8);
const finished = 0;
const entries = 1;
const outcome = 2;
const line = 3;
const memoryLimit = 4;
const timeZone = 5;

/** How a call ended. */
const returned = 0;
const threw = 1;
const wrongValue = 2;
const tooDeep = 3;

/** Connects this script with Java, and makes the standard library immutable. Returns the memory of {@link head}. */
export function start(givenHost: Host): ArrayBuffer {
  host = givenHost;
  installGuards({
    memoryLimit: () => head[memoryLimit]!,
    exceeded: () => host('exceeded'),
    normalize: (text, form) => host('normalize', text, form) as string,
  });
  installZone({
    id: () => head[timeZone]!,
    name: () => host('zone') as string,
    offsetAt: (millis) => host('offset', String(millis)) as number,
  });
  seal();
  return head.buffer;
}

export function useInput(buffer: ArrayBuffer): void {
  input.use(buffer);
}

export function outputBuffer(): ArrayBuffer {
  return output.buffer;
}

/** Gives the texts of the tape. A call that needs no texts before it gets them as arguments. */
export function giveTexts(...texts: readonly string[]): void {
  input.start(texts);
}

/** Adds a function under a new id. */
export function define(id: number, signature: string, fn?: AnyFunction): void {
  const { parameters, result, type, replacesState, helper } = JSON.parse(signature) as Signature;
  callables.set(id, {
    fn: called(fn!, helper),
    readArguments: argumentsReader(parameters.map(partReader)),
    writeResult: resultWriter(result, type, replacesState),
  });
}

function called(fn: AnyFunction, helper: Signature['helper']): AnyFunction {
  switch (helper) {
    case 'callWithState':
      return (rows, key, facts) => callWithState(fn, rows, key, facts as Facts);
    case 'loadState':
      return loadState as AnyFunction;
    case 'saveState':
      return saveState;
    case undefined:
      return fn;
  }
}

/** Returns whether functions that have run here have changed what others use. */
export function isTouched(): boolean {
  return hasTouchedRegExp();
}

export function defineRows(id: number, columns: string): void {
  rowReaders.set(id, fieldsReader(JSON.parse(columns) as readonly TapeField[]));
}

export function release(id: number): void {
  callables.delete(id);
  pulls.delete(id);
}

export function releaseState(id: number): void {
  states.delete(id);
}

function argumentsReader(reads: readonly (() => unknown)[]): () => unknown[] {
  return () => {
    const args: unknown[] = [];
    for (const read of reads) args.push(read());
    return args;
  };
}

function partReader(part: Part): () => unknown {
  if (part === 'state') return () => states.get(input.number());
  if (part === 'row') return readRow;
  if (part === 'rows') return readRows;
  const read = readerOf(part);
  return () => read(input);
}

/** The number of the schema comes before the values. */
function readRow(): unknown {
  return rowReaders.get(input.number())!(input);
}

function readRows(): unknown[] {
  const length = input.number();
  const rows: unknown[] = [];
  if (length === 0) return rows;
  const read = rowReaders.get(input.number())!;
  for (let index = 0; index < length; index++) rows.push(read(input));
  return rows;
}

function resultWriter(result: Part, type: TapeType | undefined, replacesState: boolean): Callable['writeResult'] {
  if (result === 'state') return replacesState ? replaceState : newState;
  const write = writerOf(type!);
  if (result === 'rows') return (value) => write(output, rowsIn(value));
  if (result === 'row') return (value) => write(output, row(value));
  return (value) => write(output, required(value));
}

function required(value: unknown): unknown {
  if (value !== undefined) return value;
  throw new WrongValue('The function returned undefined. Return null for NULL.');
}

function row(value: unknown): unknown {
  if (required(value) !== null) return value;
  throw new WrongValue('The function returned null. Return an object with the columns of the schema.');
}

function rowsIn(value: unknown): unknown {
  const rows = rowsOf(required(value));
  if (rows !== null) return rows;
  throw new WrongValue(`The function returned ${describe(value)} instead of rows. Return an array of objects.`);
}

function state(value: unknown): unknown {
  if (value !== undefined) return value;
  throw new WrongValue('The function returned undefined instead of the state.');
}

function newState(value: unknown): void {
  const id = stateCount++;
  states.set(id, state(value));
  output.number(id);
}

function replaceState(value: unknown): void {
  // The id of the first argument is the first number on the tape.
  const id = input.numbers[0]!;
  states.set(id, state(value));
  output.number(id);
}

/** Calls a function. Returns the text of its result, or the name and the message of its error. */
export function call(id: number, ...texts: readonly string[]): string {
  const { fn, readArguments, writeResult } = callables.get(id)!;
  input.start(texts);
  output.start();
  try {
    writeResult(fn(...readArguments()));
    return returnedText();
  } catch (error) {
    return failed(error);
  }
}

/** Calls a function for each row of the input. A call that fails ends this; the results before it are on the tape. */
export function callEach(id: number, ...texts: readonly string[]): string {
  const { fn, writeResult } = callables.get(id)!;
  input.start(texts);
  output.start();
  const length = input.number();
  const read = rowReaders.get(input.number())!;
  let end = 0;
  let textEnd = '';
  head[finished] = 0;
  try {
    for (let index = 0; index < length; index++) {
      writeResult(fn(read(input)));
      head[finished] = index + 1;
      end = output.at;
      textEnd = output.text;
    }
    return returnedText();
  } catch (error) {
    head[entries] = end;
    mappedText = textEnd;
    return failed(error);
  }
}

let mappedText = '';

/** Returns the text of the results before the call that failed. */
export function textBeforeFailure(): string {
  return mappedText;
}

/** Starts a function of batches. Each {@link pull} returns the rows that it yields next. */
export function startBatches(id: number): string {
  output.start();
  try {
    const started = pullBatches(callables.get(id)!.fn, () => nextBatch(id));
    if (started === null) {
      throw new WrongValue(
        'The function returned nothing to iterate over. Write a generator function, which yields arrays of objects.',
      );
    }
    pulls.set(id, started);
    return returnedText();
  } catch (error) {
    return failed(error);
  }
}

/** Writes the number of the entries and the rows, or nothing after the last ones. */
export function pull(id: number): string {
  try {
    const rows = pulls.get(id)!();
    // Only now, because the tape was used by the functions that the input comes from.
    output.start();
    isWriting = true;
    if (rows !== null) callables.get(id)!.writeResult(rows);
    return returnedText();
  } catch (error) {
    return failed(error);
  } finally {
    isWriting = false;
  }
}

function nextBatch(id: number): unknown[] | null {
  if (isWriting) throw new Error('The next batch cannot be read while the rows of a result are.');
  return host('next', id) === true ? readRows() : null;
}

function returnedText(): string {
  if (hasChangedRegExp()) throw new TypeError('The prototype of RegExp is sealed.');
  head[outcome] = returned;
  head[entries] = output.at;
  return output.text;
}

/** Reports an error to Java. What is not an error is thrown on, because only the engine knows the line. */
function failed(error: unknown): string {
  if (!(error instanceof Error)) throw error;
  const { name, message, stack } = error as {
    readonly name: unknown;
    readonly message: unknown;
    readonly stack: unknown;
  };
  head[outcome] = error instanceof WrongValue ? wrongValue : isTooDeep(error) ? tooDeep : threw;
  head[line] = Number(/ts-function:(\d+):/.exec(String(stack))?.[1] ?? 0);
  return JSON.stringify([typeof name === 'string' ? name : '', String(message)]);
}

function isTooDeep(error: unknown): boolean {
  return error instanceof RangeError && error.message === 'Maximum call stack size exceeded';
}
