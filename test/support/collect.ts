/** Collects all values of an async iterable, as `Array.fromAsync` does, which needs Node 22. */
export async function collect<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const all: Value[] = [];
  for await (const value of values) all.push(value);
  return all;
}
