import type { SessionKeeper } from './session-keeper.ts';

/**
 * How many milliseconds a stream may be silent: longer than the two minutes after which a 3.5 server ends a stream by itself, so
 * that only a dead connection, which nothing else would notice, runs into it.
 */
export const defaultStreamWatchdog = 150_000;

const limitSetting = 'spark.connect.execute.reattachable.senderMaxStreamDuration';
const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/** Whether this server keeps a silent stream open for longer than the watchdog waits, so that silence proves nothing. */
export async function mayBeSilent(session: SessionKeeper, watchdog: number): Promise<boolean> {
  const setting = await session.setting(limitSetting);
  if (setting === undefined) return false;
  const limit = parseDuration(setting);
  return limit === 0 || limit >= watchdog;
}

/** Milliseconds of a duration as Spark writes it, such as `2m`; one without a unit is in milliseconds. */
export function parseDuration(text: string): number {
  const [, count, unit = 'ms'] = /^\s*(\d+)\s*([a-z]+)?\s*$/.exec(text) ?? [];
  return Number(count) * (units[unit] ?? NaN);
}
