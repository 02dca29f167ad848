import type { Batches, BatchWatermarks, ModelBatch, ModelEvent } from './watermark-model.ts';
import type { WindowRow } from './window-model.ts';

type Session = WindowRow;

/**
 * Counts and sums events by key and session, batch by batch, in append mode. A single event is a session as long as the gap;
 * sessions of a key that overlap or touch are merged. Whether an event is late is decided before it is merged.
 */
export function aggregateSessions(
  batches: Batches,
  watermarks: readonly BatchWatermarks[],
  gap: number,
): readonly ModelBatch<Session>[] {
  let open: readonly Session[] = [];
  return watermarks.map(({ late, complete }, index) => {
    const own = (batches[index] ?? []).map((event) => ownSession(event, gap));
    const tooLate = own.filter(({ end }) => end <= late);
    // Spark combines events of the same key and time before it drops late ones, so they count once.
    const dropped = new Set(tooLate.map(({ key, start }) => JSON.stringify([key, start]))).size;
    const sessions = mergeSessions([...open, ...own.filter(({ end }) => end > late)]);
    open = sessions.filter(({ end }) => end > complete);
    const rows = sessions.filter(({ end }) => end <= complete);
    return { rows, watermark: complete, dropped, total: open.length };
  });
}

function ownSession({ time, key, value }: ModelEvent, gap: number): Session {
  return { start: time, end: time + gap, key, count: 1, sum: value };
}

function mergeSessions(sessions: readonly Session[]): readonly Session[] {
  const last = new Map<string, Session>();
  const finished: Session[] = [];
  for (const next of sessions.toSorted((a, b) => a.start - b.start)) {
    const current = last.get(next.key);
    const touches = current !== undefined && next.start <= current.end;
    if (current && !touches) finished.push(current);
    last.set(next.key, touches ? join(current, next) : next);
  }
  return [...finished, ...last.values()];
}

function join(a: Session, b: Session): Session {
  return { ...a, end: Math.max(a.end, b.end), count: a.count + b.count, sum: a.sum + b.sum };
}
