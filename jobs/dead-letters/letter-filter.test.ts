import { describe, expect, test } from 'vitest';
import type { DeadLetter } from './dead-letter.ts';
import { matches, parseCondition, type Condition } from './letter-filter.ts';

const letter: DeadLetter = {
  position: { partition: 1, offset: 17 },
  sourceTimestamp: 0,
  time: 0,
  reason: 'wrong_type',
  sentence: '',
  key: Buffer.from('a=b'),
  value: null,
  headers: {},
};

const conditions = (...texts: readonly string[]): readonly Condition[] =>
  texts.reduce((before: readonly Condition[], text) => parseCondition(text, before), []);

describe('--where', () => {
  test.each([
    [[], true],
    [['reason=wrong_type'], true],
    [['reason=not_json'], false],
    [['reason=not_json', 'reason=wrong_type'], true],
    [['reason=wrong_type', 'partition=0'], false],
    [['partition=1', 'offset=17', 'key=a=b'], true],
    [['offset=1'], false],
  ])('matches a letter if one value of each field does: %j is %j', (texts, expected) => {
    expect(matches(letter, conditions(...texts))).toBe(expected);
  });

  test('does not match the key of a letter without a key', () => {
    expect(matches({ ...letter, key: null }, conditions('key=null'))).toBe(false);
  });

  test.each([
    ['reason=bogus', /^The reason must be one of tombstone, not_json, .*\.$/],
    ['offset=-1', /whole numbers/],
    ['partition=01', /whole numbers/],
    [
      'reason',
      /^It must be <field>=<value>, such as reason=wrong_type\. The fields are reason, partition, offset, key\.$/,
    ],
    ['toString=1', /The fields are/],
    ['key=', /It must be/],
  ])('rejects %s', (text, message) => {
    expect(() => parseCondition(text)).toThrow(message);
  });
});
