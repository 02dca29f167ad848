import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { userFolder } from '../scripts/setup/paths.mjs';

/** The longest wait a timer can take is 24 days; one day is more than any option here needs. */
const mostSeconds = 86_400;

/** A whole number written in digits, from `least` to `most`. */
export function wholeNumber(least: number, most: number = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `${least} to ${most}`;
    throw new InvalidArgumentError(`Allowed are whole numbers, ${range}.`);
  };
}

/** A whole number, 1 or more. */
export const positiveInteger: (text: string) => number = wholeNumber(1);

/** A whole number, 0 or more. */
export const nonNegativeInteger: (text: string) => number = wholeNumber(0);

/** A number of seconds, 0 to one day, such as 10 or 0.5. */
export function seconds(text: string): number {
  const value = /^(\d+(\.\d+)?|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
  if (value <= mostSeconds) return value;
  throw new InvalidArgumentError(`Allowed are seconds, 0 to ${mostSeconds}, such as 10 or 0.5.`);
}

/** A list such as `127.0.0.1:9092` or `kafka-1:9092,kafka-2:9092`. */
export function hostPortList(text: string): readonly string[] {
  const addresses = text.split(',').map((address) => address.trim());
  if (addresses.every(isHostPort)) return addresses;
  throw new InvalidArgumentError('Allowed is host:port or a list such as kafka-1:9092,kafka-2:9092.');
}

/** A name Kafka accepts for a topic. */
export function topicName(text: string): string {
  if (/^[A-Za-z0-9._-]{1,249}$/.test(text) && text !== '.' && text !== '..') return text;
  throw new InvalidArgumentError('Allowed are up to 249 letters, digits, dots, underscores and hyphens.');
}

/**
 * The path of a file, as seen from where the user stands; only the empty one is refused here, the rest is up to the file system.
 */
export function filePath(text: string): string {
  if (text === '') throw new InvalidArgumentError('Allowed is the path of a file.');
  const folder = userFolder();
  return folder === process.cwd() ? text : resolve(folder, text);
}

function isHostPort(address: string): boolean {
  const [, port] = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*):(\d{1,5})$/.exec(address) ?? [];
  return port !== undefined && Number(port) >= 1 && Number(port) <= 65_535;
}
