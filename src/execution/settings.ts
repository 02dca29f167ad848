import type { ActionOptions } from '../client/action-options.ts';
import type { SessionContext } from './session-context.ts';

/** Returns the value of a setting, or undefined if it has none. */
export async function readSetting(
  session: SessionContext,
  key: string,
  options: ActionOptions = {},
): Promise<string | undefined> {
  return (await readSettings(session, [key], options)).get(key);
}

/** Returns the values of several settings with one call; undefined for settings without a value. */
export async function readSettings(
  { client }: SessionContext,
  keys: readonly string[],
  options: ActionOptions,
): Promise<ReadonlyMap<string, string | undefined>> {
  const { pairs } = await client.config('getOption', { keys: [...keys] }, options);
  return new Map(pairs.map(({ key, value }) => [key, value]));
}

/** Returns the value of a setting, or the default if it has none. */
export async function readSettingOr(
  { client }: SessionContext,
  key: string,
  defaultValue: string,
  options: ActionOptions,
): Promise<string> {
  const { pairs } = await client.config('getWithDefault', { pairs: [{ key, value: defaultValue }] }, options);
  return pairs[0]?.value ?? defaultValue;
}

/** Returns the value of a setting. @throws SparkConnectError when the key is neither set nor known. */
export async function requireSetting({ client }: SessionContext, key: string, options: ActionOptions): Promise<string> {
  const { pairs } = await client.config('get', { keys: [key] }, options);
  return pairs[0]?.value ?? '';
}

/** Returns all settings, or those whose names start with `prefix`, by their full names. */
export async function listSettings(
  { client }: SessionContext,
  prefix: string | undefined,
  options: ActionOptions,
): Promise<Record<string, string>> {
  const { pairs } = await client.config('getAll', prefix === undefined ? {} : { prefix }, options);
  // The server returns the names without the prefix.
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
