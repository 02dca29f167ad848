import { UserError } from '../../command-line/user-error.ts';
import { builtInSchema, type TransactionField, type TransactionSchema } from './transaction-schema.ts';

const otherSeparators: Readonly<Record<string, string>> = { ';': 'semicolons', '\t': 'tabs', '|': 'vertical bars' };

/** @throws UserError when the columns of the header are not separated by commas. */
export function checkSeparator(header: string, path: string): void {
  const found = header.includes(',') ? undefined : /[;\t|]/.exec(header)?.[0];
  if (found === undefined) return;
  throw new UserError(`${path} separates its columns with ${otherSeparators[found]}; save it with commas instead.`);
}

/**
 * Returns the fields of the schema in the order of the columns of a file. Columns of optional fields may be missing.
 *
 * @throws UserError when columns are missing, unknown or repeated.
 */
export function matchHeader(
  header: readonly string[],
  schema: TransactionSchema,
  path: string,
): readonly TransactionField[] {
  const missing = schema.fields.filter(({ name, nullable }) => !nullable && !header.includes(name));
  const unknown = header.filter((name) => !schema.fieldNames.includes(name));
  const repeated = header.filter((name, position) => header.indexOf(name) !== position && !unknown.includes(name));
  const faults = [
    ...(missing.length > 0 ? [`lacks ${missing.map(({ name }) => name).join(', ')}`] : []),
    ...(unknown.length > 0 ? [`has unknown columns ${unknown.map((name) => JSON.stringify(name)).join(', ')}`] : []),
    ...(repeated.length > 0 ? [`repeats ${[...new Set(repeated)].join(', ')}`] : []),
  ];
  if (faults.length === 0) return header.map((name) => schema.get(name));
  const hint =
    schema === builtInSchema
      ? 'data/README.md lists the expected columns, and --schema describes others.'
      : 'the file of --schema lists the expected columns.';
  throw new UserError(`The header of ${path} ${faults.join(' and ')}; ${hint}`);
}
