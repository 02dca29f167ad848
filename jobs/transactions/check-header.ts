import { UserError } from '../../command-line/user-error.ts';
import { transactionColumns } from './transaction.ts';

const otherSeparators: Readonly<Record<string, string>> = { ';': 'semicolons', '\t': 'tabs', '|': 'vertical bars' };

/** @throws UserError when the columns of the header are not separated by commas. */
export function checkSeparator(header: string, path: string): void {
  const found = header.includes(',') ? undefined : /[;\t|]/.exec(header)?.[0];
  if (found === undefined) return;
  throw new UserError(`${path} separates its columns with ${otherSeparators[found]}; save it with commas instead.`);
}

/** @throws UserError when columns are missing, unknown or out of order. */
export function checkHeader(header: readonly string[], path: string): void {
  const fault = findFault(header);
  if (fault !== undefined) {
    throw new UserError(`The header of ${path} ${fault}; data/README.md lists the expected columns in order.`);
  }
}

function findFault(header: readonly string[]): string | undefined {
  const expected: readonly string[] = transactionColumns.map((column) => column.name);
  const missing = expected.filter((name) => !header.includes(name));
  const unknown = header.filter((name) => !expected.includes(name)).map((name) => JSON.stringify(name));
  const faults: string[] = [];
  if (missing.length > 0) faults.push(`lacks ${missing.join(', ')}`);
  if (unknown.length > 0) faults.push(`has unknown columns ${unknown.join(', ')}`);
  if (faults.length > 0) return faults.join(' and ');

  const place = header.findIndex((name, position) => name !== expected[position]);
  if (place < 0) return undefined;
  const [found, wanted] = [String(header[place]), expected[place]];
  return wanted === undefined
    ? `has an extra column ${place + 1}, ${found}`
    : `has ${found} as column ${place + 1} instead of ${wanted}`;
}
