import type { ActionOptions } from '../client/action-options.ts';
import type { SessionContext } from './session-context.ts';

/** The value of a setting; undefined where it has none. */
export async function readSetting(
  session: SessionContext,
  key: string,
  options: ActionOptions = {},
): Promise<string | undefined> {
  return (await readSettings(session, [key], options)).get(key);
}

/** The values of several settings, asked for in one call; undefined for those without one. */
export async function readSettings(
  { client }: SessionContext,
  keys: readonly string[],
  options: ActionOptions,
): Promise<ReadonlyMap<string, string | undefined>> {
  const { pairs } = await client.config('getOption', { keys: [...keys] }, options);
  return new Map(pairs.map(({ key, value }) => [key, value]));
}

/** The value of a setting, or the given one where it has none. */
export async function readSettingOr(
  { client }: SessionContext,
  key: string,
  defaultValue: string,
  options: ActionOptions,
): Promise<string> {
  const { pairs } = await client.config('getWithDefault', { pairs: [{ key, value: defaultValue }] }, options);
  return pairs[0]?.value ?? defaultValue;
}

/** The value of a setting. @throws SparkConnectError for a key that is neither set nor known. */
export async function requireSetting({ client }: SessionContext, key: string, options: ActionOptions): Promise<string> {
  const { pairs } = await client.config('get', { keys: [key] }, options);
  return pairs[0]?.value ?? '';
}

/** All settings, or those whose names begin with `prefix`, by their whole names. */
export async function listSettings(
  { client }: SessionContext,
  prefix: string | undefined,
  options: ActionOptions,
): Promise<Record<string, string>> {
  const { pairs } = await client.config('getAll', prefix === undefined ? {} : { prefix }, options);
  // The server leaves the prefix out of the names it answers with.
  return Object.fromEntries(pairs.map(({ key, value }) => [`${prefix ?? ''}${key}`, value ?? '']));
}

export async function writeSetting(
  { client }: SessionContext,
  key: string,
  value: string,
  options: ActionOptions,
): Promise<void> {
  await client.config('set', { pairs: [{ key, value }] }, options);
}

export async function unsetSetting({ client }: SessionContext, key: string, options: ActionOptions): Promise<void> {
  await client.config('unset', { keys: [key] }, options);
}

export async function isModifiable({ client }: SessionContext, key: string, options: ActionOptions): Promise<boolean> {
  const { pairs } = await client.config('isModifiable', { keys: [key] }, options);
  return pairs[0]?.value === 'true';
}
