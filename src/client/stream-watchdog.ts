import type { SessionKeeper } from './session-keeper.ts';

/**
 * Milliseconds that a stream may be silent. Longer than the two minutes after which a 3.5 server ends a stream itself,
 * so that only a dead connection, which nothing else would detect, reaches this limit.
 */
export const defaultStreamWatchdog = 150_000;

const limitSetting = 'spark.connect.execute.reattachable.senderMaxStreamDuration';
const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/** Returns whether the server keeps a silent stream open for longer than the watchdog waits. */
export async function mayStaySilent(session: SessionKeeper, watchdog: number): Promise<boolean> {
  const setting = await session.setting(limitSetting);
  if (setting === undefined) return false;
  const limit = parseDuration(setting);
  return limit === 0 || limit >= watchdog;
}

/** Converts a Spark duration such as `2m` to milliseconds. The default unit is milliseconds. */
export function parseDuration(text: string): number {
  const [, count, unit = 'ms'] = /^\s*(\d+)\s*([a-z]+)?\s*$/.exec(text) ?? [];
  return Number(count) * (units[unit] ?? NaN);
}
