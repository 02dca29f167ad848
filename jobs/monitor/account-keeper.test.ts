import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AccountKeeper, type AuditResult, type FinishedBatch } from './account-keeper.ts';

const batch = (id: number, end: number, dropped: Partial<FinishedBatch> = {}): FinishedBatch => ({
  id,
  endedAt: 1000 * (id + 1),
  ends: { 0: end },
  late: 0,
  duplicate: 0,
  ...dropped,
});
/** The time of batch `id`, before its end. */
const timeOf = (id: number): number => 1000 * id + 500;

const audit = (batch_id: number, terms: Partial<AuditResult> = {}): AuditResult => ({
  batch_id,
  as_of: '2026-01-01T00:00:00.000Z',
  sent: 0,
  in_windows: 0,
  late: 0,
  duplicate: 0,
  dead: 0,
  pending: 0,
  problems: [],
  ...terms,
});

function keeper(end: number): AccountKeeper {
  const account = new AccountKeeper();
  account.topic([{ partition: 0, low: 0, high: end }]);
  return account;
}

describe('AccountKeeper', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('adds up each record once the windows and dead letters of its batch are there', () => {
    const account = keeper(10);
    account.batch(batch(0, 10, { late: 1, duplicate: 2 }));
    account.window(6, timeOf(0));
    expect(account.snapshot).toMatchObject({ sent: 10, counted: 0, pending: 10, state: 'adds up' });
    account.letter({ partition: 0, offset: 3 }, 'not_json');
    account.letter({ partition: 0, offset: 3 }, 'not_json');
    expect(account.snapshot).toMatchObject({
      sent: 10,
      counted: 6,
      late: 1,
      duplicate: 2,
      dead: 1,
      pending: 0,
      deadByReason: { not_json: 1 },
      state: 'adds up',
    });
    expect(account.needsAudit).toBe(false);
  });

  it('shows the newest batch that is complete, although windows of the next ones have arrived', () => {
    const account = keeper(30);
    account.batch(batch(0, 10));
    account.window(10, timeOf(0));
    account.window(9, timeOf(1));
    account.batch(batch(1, 20));
    account.window(10, timeOf(2));
    account.batch(batch(2, 30));
    expect(account.snapshot).toMatchObject({ counted: 10, pending: 20, state: 'adds up' });
    // The dead letter of batch 1 arrives last.
    account.letter({ partition: 0, offset: 15 }, 'tombstone');
    expect(account.snapshot).toMatchObject({ counted: 29, dead: 1, pending: 0, state: 'adds up' });
  });

  it('reports an account that does not add up after its patience, and asks for an audit', () => {
    const account = keeper(10);
    account.batch(batch(0, 10));
    account.window(9, timeOf(0));
    vi.advanceTimersByTime(29_000);
    expect(account.snapshot.state).toBe('adds up');
    vi.advanceTimersByTime(2000);
    expect(account.snapshot.state).toBe('checking');
    expect(account.needsAudit).toBe(true);
    const problems = ['The topic has 10 records, but 9 are accounted for.'];
    account.audit(audit(0, { sent: 10, in_windows: 9, problems }));
    expect(account.snapshot).toMatchObject({
      state: 'does not add up',
      problems,
      auditedAt: '2026-01-01T00:00:00.000Z',
    });
    account.window(1, timeOf(0));
    account.audit(audit(0, { sent: 10, in_windows: 10 }));
    expect(account.snapshot).toMatchObject({ state: 'adds up', counted: 10, problems: [] });
  });

  it.each([
    ['the last batch', 6, 1],
    ['the batch before the first that was seen', 4, 0],
    ['a batch between them', 5, 1],
  ])('continues from an audit as of %s', (_, auditedBatch, lateThen) => {
    const account = keeper(70);
    account.window(40, 100);
    account.batch(batch(5, 60, { late: 1 }));
    account.batch(batch(6, 70));
    account.window(28, timeOf(6));
    expect(account.snapshot.state).toBe('checking');
    expect(account.needsAudit).toBe(true);
    account.audit(audit(auditedBatch, { late: lateThen, duplicate: 1, sent: 70, in_windows: 40 }));
    expect(account.snapshot).toMatchObject({ state: 'adds up', counted: 68, late: 1, duplicate: 1, pending: 0 });
    expect(account.needsAudit).toBe(false);
  });

  it('waits for the batches that an audit was ahead of', () => {
    const account = keeper(20);
    account.batch(batch(3, 10));
    account.window(10, timeOf(3));
    account.audit(audit(4, { sent: 20, in_windows: 20 }));
    expect(account.needsAudit).toBe(false);
    account.window(10, timeOf(4));
    account.batch(batch(4, 20));
    expect(account.snapshot).toMatchObject({ state: 'adds up', counted: 20, pending: 0 });
  });

  it('shows an audit of a job without new records', () => {
    const account = keeper(12);
    expect(account.needsAudit).toBe(true);
    account.audit(audit(7, { sent: 12, in_windows: 9, late: 1, duplicate: 1, dead: 1 }));
    expect(account.snapshot).toMatchObject({ state: 'adds up', sent: 12, counted: 9, late: 1, duplicate: 1, dead: 1 });
  });

  it('asks for an audit again after batches were missed', () => {
    const account = keeper(10);
    account.batch(batch(0, 10));
    account.window(10, timeOf(0));
    account.batch(batch(2, 10));
    expect(account.snapshot.state).toBe('checking');
    expect(account.needsAudit).toBe(true);
  });

  it('says why it cannot be complete', () => {
    const account = new AccountKeeper();
    account.topic([{ partition: 0, low: 5, high: 10 }]);
    account.batch(batch(0, 10));
    expect(account.snapshot).toMatchObject({
      state: 'incomplete',
      problems: [expect.stringContaining('deleted its oldest records')],
    });
    expect(account.needsAudit).toBe(false);
    const large = keeper(300_000);
    large.batch(batch(8, 10));
    expect(large.snapshot).toMatchObject({ state: 'incomplete', problems: [expect.stringContaining('npm run audit')] });
  });

  it('keeps its memory small while batches do not add up', () => {
    const account = keeper(5000);
    for (let id = 0; id < 5000; id++) {
      account.batch(batch(id, id + 1));
      account.window(1, timeOf(id));
    }
    expect(account.snapshot).toMatchObject({ counted: 5000, state: 'adds up' });
    const stuck = keeper(5000);
    for (let id = 0; id < 5000; id++) {
      stuck.batch(batch(id, id + 2));
      stuck.window(1, timeOf(id));
    }
    vi.advanceTimersByTime(40_000);
    expect(stuck.snapshot).toMatchObject({ counted: 0, state: 'checking' });
  });
});
