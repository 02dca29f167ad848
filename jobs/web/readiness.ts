import type { JobSnapshot } from '../monitor/job-snapshot.ts';

/** Returns why the query does not process records; undefined if it does. `maxProgressAge` is in milliseconds. */
export function reasonNotReady(snapshot: JobSnapshot, maxProgressAge: number, now: number): string | undefined {
  const { status, services, lastProgressAt } = snapshot;
  if (status !== 'running') return `The query is not running: its status is ${status}.`;
  if (services.spark === 'down') return 'Spark does not answer.';
  if (services.kafka === 'down') return 'Kafka does not answer.';
  if (lastProgressAt === null) return 'The query has not reported progress yet.';
  const age = now - Date.parse(lastProgressAt);
  if (age <= maxProgressAge) return undefined;
  const seconds = (milliseconds: number): number => Math.round(milliseconds / 1000);
  return `The query reported its last progress ${seconds(age)} seconds ago; the limit is ${seconds(maxProgressAge)} seconds.`;
}
