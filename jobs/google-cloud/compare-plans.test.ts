import { expect, test } from 'vitest';
import { SparkSession } from '../../src/index.ts';
import { jobDefaults } from '../windows/job-options.ts';
import { windowQuery, type WindowQuerySettings } from '../windows/window-query.ts';
import { comparePlans, differences } from './compare-plans.ts';

const local = ['127.0.0.1:9092'];
const settings: WindowQuerySettings = {
  ...jobDefaults,
  sparkKafkaServers: ['c-m:9092'],
  topic: 't',
  resultsTopic: 'r',
  windowDuration: 10,
  slideDuration: 5,
  watermark: 30,
};

async function fingerprint(changes: Partial<WindowQuerySettings> = {}): Promise<string> {
  const { writer } = await windowQuery(SparkSession.builder.offline(), undefined, { ...settings, ...changes });
  return writer.toPlan().fingerprint;
}

test('comparePlans() names the addresses and URIs in which the plan differs from the local one', async () => {
  const [here, there] = [
    await fingerprint({ checkpoint: 'gs://b/c' }),
    await fingerprint({ sparkKafkaServers: local }),
  ];
  expect(here).not.toBe(there);
  const given = { settings: { ...settings, checkpoint: 'gs://b/c' }, planFingerprint: here };
  const sentence = await comparePlans(given, local);
  expect(sentence).toMatch(/^This plan is the local one but for addresses and URIs: /);
  expect(sentence).toContain('kafka.bootstrap.servers (c-m:9092, locally 127.0.0.1:9092)');
  expect(sentence).toContain('checkpointLocation (gs://b/c, locally unset)');
  expect(sentence).toContain(`SHA-256 ${here}, locally ${there}.`);
});

test('comparePlans() says so when the plan that was sent is a different one', async () => {
  const planFingerprint = await fingerprint({ windowDuration: 20 });
  const sentence = await comparePlans({ settings, planFingerprint }, local);
  expect(sentence).toMatch(
    /^This plan \(SHA-256 .*\) differs from the local one .* in more than addresses and URIs: the code that built it\.$/,
  );
});

test('differences() lists the values that two documents do not share', () => {
  const one = { a: 1, b: [{ c: 'x' }, { d: 2 }], e: null };
  expect(differences(one, structuredClone(one))).toEqual([]);
  expect(differences(one, { a: 1, b: [{ c: 'y' }], e: null })).toEqual([
    { name: 'c', here: 'x', there: 'y' },
    { name: 'b', here: { d: 2 }, there: undefined },
  ]);
});
