import { SparkSession } from '../../src/index.ts';
import type { StartedQuery } from '../consume/consume-windows.ts';
import { windowQuery, type WindowQuerySettings } from '../windows/window-query.ts';

/** A value that two JSON documents do not have in common. */
export interface Difference {
  /** The name of the value. */
  readonly name: string;
  readonly here: unknown;
  readonly there: unknown;
}

/** The options of a plan that name an address or a URI. */
const places: ReadonlySet<string> = new Set(['kafka.bootstrap.servers', 'checkpointLocation']);

/**
 * Compares the plan of a query on a cluster with the one that `npm run spark:consume` would send to the local stack, and returns a
 * sentence about it.
 *
 * @param localServers the addresses of Kafka of the local stack.
 */
export async function comparePlans(
  { settings, planFingerprint }: Pick<StartedQuery, 'settings' | 'planFingerprint'>,
  localServers: readonly string[],
): Promise<string> {
  const here = await planOf(settings);
  const local = await planOf({ ...settings, sparkKafkaServers: localServers, checkpoint: undefined });
  const found = differences(here.json, local.json);
  const others = found.filter(({ name }) => !places.has(name));
  if (here.fingerprint !== planFingerprint || others.length > 0) {
    const names = [...new Set(others.map(({ name }) => name))].join(', ') || 'the code that built it';
    return `This plan (SHA-256 ${planFingerprint}) differs from the local one (${local.fingerprint}) in more than addresses and URIs: ${names}.`;
  }
  if (found.length === 0) return `This plan is the local one: SHA-256 ${planFingerprint}.`;
  const what = [...new Map(found.map((each) => [each.name, each])).values()].map(
    ({ name, here: one, there }) => `${name} (${show(one)}, locally ${show(there)})`,
  );
  return `This plan is the local one but for addresses and URIs: ${what.join(', ')}. SHA-256 ${planFingerprint}, locally ${local.fingerprint}.`;
}

async function planOf(
  settings: WindowQuerySettings,
): Promise<{ readonly fingerprint: string; readonly json: unknown }> {
  const { writer } = await windowQuery(SparkSession.builder.offline(), undefined, settings);
  const plan = writer.toPlan();
  return { fingerprint: plan.fingerprint, json: JSON.parse(JSON.stringify(plan)) as unknown };
}

/** Returns the values in which two JSON documents differ. */
export function differences(one: unknown, other: unknown, name = ''): readonly Difference[] {
  if (isObject(one) && isObject(other) && Array.isArray(one) === Array.isArray(other)) {
    return [...new Set([...Object.keys(one), ...Object.keys(other)])].flatMap((key) =>
      differences(one[key], other[key], Array.isArray(one) ? name : key),
    );
  }
  return JSON.stringify(one) === JSON.stringify(other) ? [] : [{ name, here: one, there: other }];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function show(value: unknown): string {
  if (value === undefined) return 'unset';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
