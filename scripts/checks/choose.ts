import { UserError } from '../../command-line/user-error.ts';

/** Returns those with the given names, or all without names. @throws UserError for unknown names. */
export function choose<T extends { readonly name: string }>(
  what: string,
  all: readonly T[],
  only: readonly string[] | undefined,
): readonly T[] {
  const names = all.map(({ name }) => name);
  const unknown = only?.filter((name) => !names.includes(name)) ?? [];
  if (unknown.length > 0)
    throw new UserError(`Unknown ${what} ${unknown.join(', ')}: choose from ${names.join(', ')}.`);
  return all.filter(({ name }) => only?.includes(name) ?? true);
}
