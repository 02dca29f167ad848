import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ScriptedJob } from '../../test/support/scripted-job.ts';
import type { PageSnapshot } from './page-snapshot.ts';
import { applyChanges, changesBetween, isUnchanged } from './snapshot-changes.ts';

const base = new ScriptedJob().snapshot();
const [window, point] = [base.windows[0]!, base.history[0]!];

const iso = (second: number): string => new Date(second * 1000).toISOString();
const listOf = <Item>(item: fc.Arbitrary<Item>, key: (item: Item) => string): fc.Arbitrary<readonly Item[]> =>
  fc.uniqueArray(item, { selector: key }).map((items) => items.sort((a, b) => (key(a) < key(b) ? -1 : 1)));

const snapshots: fc.Arbitrary<PageSnapshot> = fc
  .record({
    windows: listOf(
      fc.record({ start: fc.nat(30), records: fc.nat(3) }).map(({ start, records }) => ({
        ...window,
        window_start: iso(start),
        record_count: records,
      })),
      ({ window_start }) => window_start,
    ),
    history: listOf(
      fc.nat(30).map((second) => ({ ...point, at: iso(second) })),
      ({ at }) => at,
    ),
    status: fc.constantFrom('running' as const, 'waiting' as const),
  })
  .map((changed) => ({ ...base, ...changed }));

describe('changesBetween()', () => {
  it('returns changes that lead from one snapshot to any other, or undefined', () => {
    let applied = 0;
    fc.assert(
      fc.property(snapshots, snapshots, (before, after) => {
        const changes = changesBetween(before, after);
        if (changes === undefined) return;
        applied += 1;
        expect(applyChanges(before, changes)).toEqual(after);
      }),
    );
    expect(applied).toBeGreaterThan(0);
  });

  it('returns only new and changed windows', () => {
    const first = { ...window, window_start: iso(0) };
    const second = { ...window, window_start: iso(5) };
    const third = { ...window, window_start: iso(10) };
    const changed = { ...second, record_count: 999 };
    const before = { ...base, windows: [first, second] };
    const after = { ...base, windows: [changed, third] };
    const changes = changesBetween(before, after)!;
    expect(changes).toEqual({ values: {}, windows: { first: iso(5), items: [changed, third] } });
    expect(applyChanges(before, changes)).toEqual(after);
  });

  it('returns undefined if a window in the middle is gone', () => {
    const windows = [0, 5, 10].map((second) => ({ ...window, window_start: iso(second) }));
    expect(changesBetween({ ...base, windows }, { ...base, windows: [windows[0]!, windows[2]!] })).toBeUndefined();
  });

  it('returns undefined if a property is gone', () => {
    const { batch, ...others } = base;
    expect(batch).toBeDefined();
    expect(changesBetween(base, others)).toBeUndefined();
  });

  it('finds equal snapshots unchanged', () => {
    expect(isUnchanged(changesBetween(base, structuredClone(base))!)).toBe(true);
    expect(isUnchanged(changesBetween(base, { ...base, status: 'failed' })!)).toBe(false);
  });
});
