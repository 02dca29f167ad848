import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stampValue } from './stamp-value.ts';

const now = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
const stamped = (text: string): string => stampValue(Buffer.from(text), now).toString();

describe('stampValue', () => {
  test.each([
    ['{}', '{"producer_timestamp":1767323045.678,"producer_timestamp_str":"2026-01-02 03:04:05"}'],
    [
      ' {"a" : 12345678901234567890, "producer_timestamp" :\n1e3 , "b":1.10}\n',
      ' {"a" : 12345678901234567890, "producer_timestamp" :1767323045.678 , "b":1.10,"producer_timestamp_str":"2026-01-02 03:04:05"}\n',
    ],
    [
      '{"producer_timestamp_str":[{"producer_timestamp":1}, "}"],"producer_timestamp":"2"}',
      '{"producer_timestamp_str":"2026-01-02 03:04:05","producer_timestamp":1767323045.678}',
    ],
    [
      '{"a":{"producer_timestamp":1},"b":"\\"producer_timestamp\\":2,","producer\\u005ftimestamp":3}',
      '{"a":{"producer_timestamp":1},"b":"\\"producer_timestamp\\":2,","producer\\u005ftimestamp":1767323045.678,"producer_timestamp_str":"2026-01-02 03:04:05"}',
    ],
    [
      '{"producer_timestamp":1,"producer_timestamp":null,"producer_timestamp_str":""}',
      '{"producer_timestamp":1767323045.678,"producer_timestamp":1767323045.678,"producer_timestamp_str":"2026-01-02 03:04:05"}',
    ],
  ])('sets the time of %s and changes nothing else', (text, expected) => {
    expect(stamped(text)).toBe(expected);
  });

  test.each(['', 'null', '[{"producer_timestamp":1}]', '"{}"', '{"a":1', '{"a":1}}', '\ufeff{}'])(
    'returns %j, which is not an object, unchanged',
    (text) => {
      expect(stamped(text)).toBe(text);
    },
  );

  test('returns bytes that are not UTF-8 unchanged', () => {
    const bytes = Buffer.from([0x7b, 0xff, 0x7d]);
    expect(stampValue(bytes, now)).toEqual(bytes);
  });

  test('agrees with parsing and formatting on any object', () => {
    const key = fc.oneof(fc.string(), fc.constantFrom('producer_timestamp', 'producer_timestamp_str', '"', '\\', '{'));
    fc.assert(
      fc.property(fc.dictionary(key, fc.jsonValue(), { noNullPrototype: true }), fc.boolean(), (object, indented) => {
        const text = indented ? JSON.stringify(object, null, 2) : JSON.stringify(object);
        const expected = {
          ...(JSON.parse(text) as object),
          producer_timestamp: now / 1000,
          producer_timestamp_str: '2026-01-02 03:04:05',
        };
        expect(JSON.parse(stamped(text))).toEqual(expected);
      }),
    );
  });

  test('stamps a value of 10 MB', () => {
    const text = JSON.stringify({ a: 'x'.repeat(5e6), b: '\\"'.repeat(1e6) });
    expect(stamped(text)).toContain('"producer_timestamp":1767323045.678');
  });
});
