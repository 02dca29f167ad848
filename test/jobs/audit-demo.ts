import { expect, vi } from 'vitest';
import type { Account } from '../../jobs/fates/audit-topic.ts';
import { runAudit } from '../../jobs/fates/run-audit.ts';
import type { AccountSnapshot } from '../../jobs/monitor/job-snapshot.ts';
import type { LiveDemo } from '../../scripts/checks/demo/live-demo.ts';

/** What one press of the button of each of {@link faultyKinds} adds to the account of a live demo. */
export const faults = { late: 20, duplicate: 10, dead: 20 };

/** The kinds of faulty records, each of which has a button `send-…`. */
export const faultyKinds = ['late', 'duplicate', 'malformed'] as const;

/**
 * Audits the topic of a live demo with its own Spark and Kafka, and again until the audit includes the records of an account: it knows
 * a batch up to 15 seconds after it has ended.
 */
export async function auditDemo(demo: LiveDemo, { sent, pending }: AccountSnapshot): Promise<Account> {
  const { query } = await demo.snapshot();
  const { remote, kafkaServers, topic, resultsTopic, windowDuration, slideDuration } = query;
  const options = { remote, kafkaServers, topic, resultsTopic, windowDuration, slideDuration };
  return vi.waitFor(
    async () => {
      const account = await runAudit({ ...options, verbose: false, timeout: 60 }, new AbortController().signal);
      expect(account.sent - account.pending).toBeGreaterThanOrEqual(sent - pending);
      return account;
    },
    { timeout: 180_000, interval: 500 },
  );
}
