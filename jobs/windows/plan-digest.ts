import { SparkSession } from '../../src/index.ts';
import { findFaults } from '../transactions/classify-messages.ts';
import { windowQuery, type WindowQuerySettings } from './window-query.ts';

/** What determines the results of a query from the messages of its topic. It also changes with the code. */
export interface PlanDigest {
  /** SHA-256 of the plan that separates dead letters from transactions. */
  readonly messages: string;
  /** The parts of the plan of the windows that must not change while it resumes from a checkpoint. */
  readonly windows: readonly string[];
}

/** Returns the digest of a query. Does not contact a server. */
export async function planDigest(settings: WindowQuerySettings): Promise<PlanDigest> {
  const spark = SparkSession.builder.offline();
  const { writer } = await windowQuery(spark, undefined, settings);
  const faults = findFaults(spark.readStream.format('kafka').load(), settings).writeStream.format('kafka');
  return {
    messages: faults.toPlan().fingerprint,
    windows: writer.toPlan().essentials.map(({ what, value }) => `${what}: ${value}`),
  };
}

/** Whether two queries compute the same from the same messages. */
export function isSamePlan(one: PlanDigest, other: PlanDigest): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
