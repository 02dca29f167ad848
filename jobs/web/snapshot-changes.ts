import type { HistoryPoint, WindowSnapshot } from '../monitor/job-snapshot.ts';
import type { PageSnapshot } from './page-snapshot.ts';

/** The difference between two snapshots, so that the page does not receive every window with every change. */
export interface SnapshotChanges {
  /** The properties that differ, except the lists, with their new values. */
  readonly values: Partial<Omit<PageSnapshot, 'windows' | 'history'>>;
  readonly windows?: ListChanges<WindowSnapshot>;
  readonly history?: ListChanges<HistoryPoint>;
}

/** New and changed items of a list, and the key of its first item. Items before that one are gone. */
interface ListChanges<Item> {
  readonly first: string | null;
  readonly items: readonly Item[];
}

/** Returns the text that identifies an item and by which its list is sorted: a time in ISO 8601 and UTC. */
type KeyOf<Item> = (item: Item) => string;

const windowKey: KeyOf<WindowSnapshot> = (window) => window.window_start;
const pointKey: KeyOf<HistoryPoint> = (point) => point.at;

/**
 * Returns what changed from one snapshot to the next. Returns undefined if {@link applyChanges} could not build the next snapshot
 * from that, because a property or an item in the middle of a list was removed.
 */
export function changesBetween(before: PageSnapshot, after: PageSnapshot): SnapshotChanges | undefined {
  const windows = listChanges(windowKey, before.windows, after.windows);
  const history = listChanges(pointKey, before.history, after.history);
  const removed = Object.keys(before).some((name) => !Object.hasOwn(after, name));
  if (windows === undefined || history === undefined || removed) return undefined;
  const values = Object.entries(after).filter(
    ([name, value]) => name !== 'windows' && name !== 'history' && !isEqual(value, before[name as keyof PageSnapshot]),
  );
  return {
    values: Object.fromEntries(values),
    ...(windows !== 'none' && { windows }),
    ...(history !== 'none' && { history }),
  };
}

/** Returns whether the snapshots were equal. */
export function isUnchanged({ values, windows, history }: SnapshotChanges): boolean {
  return Object.keys(values).length === 0 && windows === undefined && history === undefined;
}

/** Returns the snapshot after the changes. A list without changes remains the same array. */
export function applyChanges(before: PageSnapshot, { values, windows, history }: SnapshotChanges): PageSnapshot {
  return {
    ...before,
    ...values,
    ...(windows && { windows: changedList(windowKey, before.windows, windows) }),
    ...(history && { history: changedList(pointKey, before.history, history) }),
  };
}

function listChanges<Item>(
  keyOf: KeyOf<Item>,
  before: readonly Item[],
  after: readonly Item[],
): ListChanges<Item> | 'none' | undefined {
  const known = new Map(before.map((item) => [keyOf(item), item]));
  const items = after.filter((item) => !isEqual(item, known.get(keyOf(item))));
  if (items.length === 0 && before.length === after.length) return 'none';
  const changes = { first: after[0] === undefined ? null : keyOf(after[0]), items };
  return changedList(keyOf, before, changes).length === after.length ? changes : undefined;
}

function changedList<Item>(
  keyOf: KeyOf<Item>,
  before: readonly Item[],
  { first, items }: ListChanges<Item>,
): readonly Item[] {
  if (first === null) return [];
  const list = new Map(before.map((item) => [keyOf(item), item]));
  for (const item of items) list.set(keyOf(item), item);
  return [...list]
    .filter(([key]) => key >= first)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, item]) => item);
}

function isEqual(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
