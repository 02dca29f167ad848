import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { userFolder } from '../scripts/setup/paths.mjs';

/** One day, which is more than any option needs; a timer can wait at most 24 days. */
const maxSeconds = 86_400;

/** Returns a parser for whole numbers from `min` to `max`, written in digits. */
export function wholeNumber(min: number, max: number = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    const range = max === Number.MAX_SAFE_INTEGER ? `${min} or greater` : `from ${min} to ${max}`;
    throw new InvalidArgumentError(`It must be a whole number, ${range}.`);
  };
}

/** Parses a whole number, 1 or greater. */
export const positiveInteger: (text: string) => number = wholeNumber(1);

/** Parses a whole number, 0 or greater. */
export const nonNegativeInteger: (text: string) => number = wholeNumber(0);

/** Parses a number of seconds from 0 to one day, such as 10 or 0.5. */
export function seconds(text: string): number {
  const value = /^(\d+(\.\d+)?|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
  if (value <= maxSeconds) return value;
  throw new InvalidArgumentError(`It must be a number of seconds from 0 to ${maxSeconds}, such as 10 or 0.5.`);
}

/** Parses a date or time in ISO 8601, such as 2024-03-31 or 2024-03-31T12:00:00Z. */
export function isoTime(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/.test(text) && Date.parse(text))
    return text;
  throw new InvalidArgumentError('It must be a date such as 2024-03-31 or a time such as 2024-03-31T12:00:00Z.');
}

/** Parses a list of addresses such as `127.0.0.1:9092` or `kafka-1:9092,kafka-2:9092`. */
export function hostPortList(text: string): readonly string[] {
  const addresses = text.split(',').map((address) => address.trim());
  if (addresses.every(isHostPort)) return addresses;
  throw new InvalidArgumentError('It must be host:port, or a list such as kafka-1:9092,kafka-2:9092.');
}

/** Parses a topic name that Kafka accepts. */
export function topicName(text: string): string {
  if (/^[A-Za-z0-9._-]{1,249}$/.test(text) && text !== '.' && text !== '..') return text;
  throw new InvalidArgumentError('It must consist of up to 249 letters, digits, dots, underscores and hyphens.');
}

/** Parses the name of a consumer group of Kafka. */
export function groupName(text: string): string {
  if (text !== '' && text.length <= 249 && !/\s/.test(text)) return text;
  throw new InvalidArgumentError('It must be the name of a consumer group, of up to 249 characters without spaces.');
}

/** Parses a file path, relative to the user's current folder. Rejects only an empty path. */
export function filePath(text: string): string {
  if (text === '') throw new InvalidArgumentError('It must be the path of a file.');
  const folder = userFolder();
  return folder === process.cwd() ? text : resolve(folder, text);
}

/** Parses the path of a file, or the URI of an object in Cloud Storage. */
export function dataFile(text: string): string {
  return /^gs:\/\//i.test(text) ? text : filePath(text);
}

/** Parses a path or URI on the server. A relative path is relative to the user's current folder, as if the server ran there. */
export function serverPath(text: string): string {
  return /^[A-Za-z][A-Za-z0-9+.-]*:/.test(text) ? text : filePath(text);
}

function isHostPort(address: string): boolean {
  const [, port] = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*):(\d{1,5})$/.exec(address) ?? [];
  return port !== undefined && Number(port) >= 1 && Number(port) <= 65_535;
}
