import { randomUUID } from 'node:crypto';

/** Matches numbers, and also strings so that digits inside a string are skipped. */
const stringsAndNumbers = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Parses JSON, returning integers that a JavaScript number cannot represent exactly as bigints. */
export function parseWithBigInts(json: string): unknown {
  // Random, so that no string in the JSON begins with it.
  const marker = `${randomUUID()}:`;
  const marked = json.replace(stringsAndNumbers, (part) =>
    /^-?\d{16,}$/.test(part) && !Number.isSafeInteger(Number(part)) ? `"${marker}${part}"` : part,
  );
  if (marked === json) return JSON.parse(json);
  return JSON.parse(marked, (_key, value: unknown) =>
    typeof value === 'string' && value.startsWith(marker) ? BigInt(value.slice(marker.length)) : value,
  );
}
