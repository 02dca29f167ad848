/**
 * Bounds the built-in functions that need much memory in one call, during which V8 cannot end a script: those that make long
 * strings or buffers, and those that visit each index of an array, which may be long without having elements.
 */
export interface Limits {
  /** Returns how many bytes a call may allocate. */
  readonly memoryLimit: () => number;
  /** Ends the call, which scripts cannot catch. */
  readonly exceeded: () => void;
  /** Returns normalized text, which this build of V8 cannot make. */
  readonly normalize: (text: string, form: string) => string;
}

type Method = (this: unknown, ...args: unknown[]) => unknown;

const bytesPerCharacter = 2;
const bytesPerElement = 4;

/** The functions that the guards call, whatever happens to those that scripts see. */
const { apply, construct } = Reflect;

/** Makes a method that checks its cost first. It looks like the one that it guards. */
function guard(owner: object, names: readonly string[], limit: (self: unknown, args: unknown[]) => void): void {
  for (const name of names) {
    const guarded = (owner as Record<string, Method>)[name]!;
    replace(owner, name, {
      [name](this: unknown, ...args: unknown[]) {
        limit(this, args);
        return apply<unknown, unknown[], unknown>(guarded, this, args);
      },
    });
  }
}

/** Replaces a method by the one of an object, because such a method cannot be used with `new`. */
function replace(owner: object, name: string, { [name]: method }: Readonly<Record<string, Method>>): void {
  const replaced = Object.getOwnPropertyDescriptor(owner, name)!;
  const { length } = replaced.value as Method;
  Object.defineProperty(method, 'length', { value: length, configurable: true });
  Object.defineProperty(owner, name, { ...replaced, value: method });
}

function guardConstructor(constructor: new (...args: never[]) => object, limit: (given: unknown) => void): void {
  const guarded: typeof constructor = new Proxy(constructor, {
    construct(target, args: readonly unknown[], newTarget) {
      limit(args[0]);
      return construct(target, args, newTarget === guarded ? target : newTarget) as object;
    },
  });
  Object.defineProperty(constructor.prototype, 'constructor', { value: guarded });
  Object.defineProperty(globalThis, constructor.name, { value: guarded });
}

export function install({ memoryLimit, exceeded, normalize }: Limits): void {
  const check = (bytes: number): void => {
    if (bytes <= memoryLimit() || Number.isNaN(bytes)) return;
    exceeded();
    // V8 ends the script in a loop, but not while it calls a built-in function.
    for (;;);
  };
  const ofElements = (list: unknown): void => check(lengthOf(list) * bytesPerElement);
  guard(String.prototype, ['repeat'], (text, [count]) => check(lengthOf(text) * Number(count) * bytesPerCharacter));
  guard(String.prototype, ['padStart', 'padEnd'], (_, [length]) => check(Number(length) * bytesPerCharacter));
  // Not those that call a function for each element, which V8 compiles together with that function.
  guard(
    Array.prototype,
    [
      ...['fill', 'join', 'concat', 'reverse', 'sort', 'splice', 'slice', 'flat', 'copyWithin', 'toString'],
      ...['indexOf', 'lastIndexOf', 'includes', 'toLocaleString', 'keys', 'entries'],
      ...['toReversed', 'toSorted', 'toSpliced', 'with'],
    ],
    ofElements,
  );
  guard(Array, ['from'], (_, [list]) => ofElements(list));
  guard(Function.prototype, ['apply'], (_, [, args]) => ofElements(args));
  guard(Reflect, ['apply'], (_, [, , args]) => ofElements(args));
  guard(Reflect, ['construct'], (_, [, args]) => ofElements(args));
  guard(JSON, ['stringify'], (_, [value]) => ofElements(value));
  for (const [bytes, constructors] of buffers) {
    for (const constructor of constructors) {
      guardConstructor(constructor, (given) => check((typeof given === 'number' ? given : lengthOf(given)) * bytes));
    }
  }
  replace(String.prototype, 'normalize', {
    normalize(this: unknown, form: unknown = 'NFC') {
      if (forms.has(String(form))) return normalize(String(this), String(form));
      throw new RangeError('The normalization form should be one of NFC, NFD, NFKC, NFKD.');
    },
  });
}

const forms: ReadonlySet<string> = new Set(['NFC', 'NFD', 'NFKC', 'NFKD']);

/** The constructors of memory, by the bytes of an element. */
const buffers: readonly (readonly [bytes: number, constructors: readonly (new (...args: never[]) => object)[]])[] = [
  [1, [ArrayBuffer, Int8Array, Uint8Array, Uint8ClampedArray]],
  [2, [Int16Array, Uint16Array]],
  [4, [Int32Array, Uint32Array, Float32Array]],
  [8, [Float64Array, BigInt64Array, BigUint64Array]],
];

function lengthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? value.length : 0;
  const { length } = value as { readonly length?: unknown };
  return typeof length === 'number' ? length : 0;
}
