import { randomUUID } from 'node:crypto';

/** Texts, so that what looks like a number in one is left alone, and numbers. */
const textsAndNumbers = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Parses JSON; whole numbers that a JavaScript number would round come as bigints. */
export function parseWithBigInts(json: string): unknown {
  // No text in the JSON begins with what is made up here and now.
  const marker = `${randomUUID()}:`;
  const marked = json.replace(textsAndNumbers, (part) =>
    /^-?\d{16,}$/.test(part) && !Number.isSafeInteger(Number(part)) ? `"${marker}${part}"` : part,
  );
  if (marked === json) return JSON.parse(json);
  return JSON.parse(marked, (_key, value: unknown) =>
    typeof value === 'string' && value.startsWith(marker) ? BigInt(value.slice(marker.length)) : value,
  );
}
