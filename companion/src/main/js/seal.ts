/** What a script must not reach: memory outside of the limits, and what blocks the thread. */
const removed = ['WebAssembly', 'SharedArrayBuffer', 'Atomics', 'console', 'FinalizationRegistry', 'WeakRef'];

/**
 * Makes the global object, the standard classes and their prototypes immutable, because all functions of a thread share them:
 * all but the prototype of regular expressions, see {@link hasChangedRegExp}.
 * A property that a script sets on its own object must not fail because the prototype has one of that name.
 */
export function seal(): void {
  for (const name of removed) Reflect.deleteProperty(globalThis, name);
  const seen = new Set<object>();
  const open: object[] = [globalThis, ...hidden()];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const parts: unknown[] = [Object.getPrototypeOf(next)];
    for (const key of Reflect.ownKeys(next)) {
      const property: Readonly<Record<string, unknown>> = { ...Object.getOwnPropertyDescriptor(next, key)! };
      parts.push(property['value'], property['get'], property['set']);
    }
    for (const part of parts)
      if ((typeof part === 'object' && part !== null) || typeof part === 'function') open.push(part);
  }
  for (const each of seen) {
    if (each !== globalThis && each !== RegExp.prototype) allowOverriding(each);
  }
  for (const each of seen) {
    if (each !== RegExp.prototype) Object.freeze(each);
  }
}

/** Only read, as values. */
const regExp = RegExp.prototype as unknown as Readonly<Record<PropertyKey, unknown>>;
const { exec, test, compile } = regExp;
const { [Symbol.match]: match, [Symbol.matchAll]: matchAll, [Symbol.replace]: replace } = regExp;
const { [Symbol.search]: search, [Symbol.split]: split } = regExp;
const regExpProperties = Object.entries(Object.getOwnPropertyDescriptors(regExp));
const regExpKeys = Reflect.ownKeys(regExp).length;

/** Returns whether a script has changed a method of regular expressions. V8 makes all of them slow if their prototype is frozen. */
export function hasChangedRegExp(): boolean {
  return (
    regExp.exec !== exec ||
    regExp.test !== test ||
    regExp.compile !== compile ||
    regExp[Symbol.match] !== match ||
    regExp[Symbol.matchAll] !== matchAll ||
    regExp[Symbol.replace] !== replace ||
    regExp[Symbol.search] !== search ||
    regExp[Symbol.split] !== split
  );
}

/** Returns whether a script has changed anything in regular expressions, which takes longer to find out. */
export function hasTouchedRegExp(): boolean {
  if (hasChangedRegExp() || Reflect.ownKeys(regExp).length !== regExpKeys) return true;
  return regExpProperties.some(([name, before]) => {
    const now = Object.getOwnPropertyDescriptor(regExp, name)!;
    return now.get !== before.get || now.value !== before.value;
  });
}

/** Returns the objects of the standard library that have no name: the prototypes of generators and iterators. */
function hidden(): object[] {
  const prototypes = [
    Object.getPrototypeOf(function* () {}),
    Object.getPrototypeOf(async function* () {}),
    Object.getPrototypeOf(async () => {}),
    Object.getPrototypeOf([][Symbol.iterator]()),
    Object.getPrototypeOf(new Map().entries()),
    Object.getPrototypeOf(new Set().values()),
    Object.getPrototypeOf(''[Symbol.iterator]()),
    Object.getPrototypeOf(''.matchAll(/x/g)),
  ];
  return prototypes as object[];
}

/** The properties that objects of scripts often have themselves. */
const overridden = new Set<PropertyKey>(['name', 'message', 'toString', 'toLocaleString', 'valueOf', 'toJSON']);

/** The prototypes with whose `constructor` V8 does not decide how fast their methods can be. */
const plain: ReadonlySet<object> = new Set([
  Object.prototype,
  Error.prototype,
  TypeError.prototype,
  RangeError.prototype,
]);

/** A frozen property would keep objects below it from getting one of their own by assignment, but one with a setter does not. */
function allowOverriding(owner: object): void {
  if (typeof owner === 'function' || !Object.hasOwn(owner, 'constructor')) return;
  for (const key of Reflect.ownKeys(owner)) {
    const property = Object.getOwnPropertyDescriptor(owner, key)!;
    if (!overridden.has(key) && !(key === 'constructor' && plain.has(owner))) continue;
    if (property.configurable !== true || !('value' in property)) continue;
    const value: unknown = property.value;
    Object.defineProperty(owner, key, {
      get: () => value,
      set(this: object, own: unknown) {
        if (this === owner) throw new TypeError(`${String(key)} of a standard class is sealed.`);
        Object.defineProperty(this, key, { value: own, writable: true, enumerable: true, configurable: true });
      },
      enumerable: property.enumerable === true,
      configurable: false,
    });
  }
}
