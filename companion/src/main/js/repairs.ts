/**
 * Repairs of the JavaScript engine. Rhino 1.9.2 calls a getter that Reflect.get finds on the target instead of the receiver,
 * so `super.x` would read another object.
 */
const get = Reflect.get.bind(Reflect);

Object.assign(Reflect, {
  get(target: object, name: PropertyKey, ...receivers: readonly unknown[]): unknown {
    if (receivers.length === 0) return get(target, name);
    for (let owner: object | null = target; owner; owner = Object.getPrototypeOf(owner) as object | null) {
      const found = Object.getOwnPropertyDescriptor(owner, name);
      if (found) return found.get || found.set ? (found.get?.call(receivers[0]) as unknown) : found.value;
    }
    return undefined;
  },
});
