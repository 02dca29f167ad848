import { utf8Text } from './printable.ts';

/** A string, a bracket, a comma, a colon, or another value of JSON, with the white space before it. */
const token = /\s*(?:"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+)/gs;

/**
 * Sets `producer_timestamp` and `producer_timestamp_str` of a JSON object to the time `now`, in milliseconds since 1970. All other
 * bytes stay the same, because parsing and formatting would round long numbers. Returns other values unchanged.
 */
export function stampValue(value: Buffer, now: number): Buffer {
  const text = utf8Text(value);
  if (text === undefined || !isObject(text)) return value;
  const stamps = {
    producer_timestamp: String(now / 1000),
    producer_timestamp_str: JSON.stringify(new Date(now).toISOString().slice(0, 19).replace('T', ' ')),
  };
  return Buffer.from(Object.entries(stamps).reduce((result, [name, stamp]) => setMember(result, name, stamp), text));
}

function isObject(text: string): boolean {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
  } catch {
    return false;
  }
}

/** Replaces the values of all members with the name in the text of a JSON object, or adds a member. */
function setMember(text: string, name: string, value: string): string {
  let depth = 0;
  let lastKey: string | undefined;
  let memberCount = 0;
  let begin: number | undefined;
  let end = 0;
  let copied = 0;
  let result = '';
  for (const { 0: matched, index } of text.matchAll(token)) {
    const part = matched.trimStart();
    const isEndOfMember = depth === 1 && (part === ',' || part === '}');
    if (isEndOfMember && begin !== undefined) {
      result += text.slice(copied, begin) + value;
      copied = end;
      begin = undefined;
    }
    if (part === '}' || part === ']') depth -= 1;
    if (depth === 0 && part === '}') {
      if (copied > 0) return result + text.slice(copied);
      return `${text.slice(0, end)}${memberCount > 0 ? ',' : ''}${JSON.stringify(name)}:${value}${text.slice(end)}`;
    }
    if (depth === 1 && part === ':') {
      memberCount += 1;
      if (lastKey === name) begin = index + matched.length;
    }
    if (depth === 1 && part.startsWith('"')) lastKey = JSON.parse(part) as string;
    if (part === '{' || part === '[') depth += 1;
    end = index + matched.length;
  }
  return text;
}
