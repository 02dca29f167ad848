import type { IHeaders, KafkaMessage } from 'kafkajs';
import { describe, expect, test } from 'vitest';
import { toDeadLetter } from './dead-letter.ts';
import { toReplayMessage } from './replay-message.ts';
import { formatLetter } from './show-letter.ts';

const added = {
  'dead-letter-reason': Buffer.from('wrong_type'),
  'dead-letter-message': Buffer.from('final_amount is "12,50".'),
  'source-topic': Buffer.from('t'),
  'source-partition': Buffer.from('2'),
  'source-offset': Buffer.from('17'),
  'source-timestamp': Buffer.from('1767323045678'),
};

const message = (headers: IHeaders): KafkaMessage => ({
  key: null,
  value: Buffer.from('{"a":1}'),
  timestamp: '1767323050000',
  attributes: 0,
  offset: '3',
  headers,
});

/** Creates a letter; fails if the message is not one. */
function letterOf(headers: IHeaders): NonNullable<ReturnType<typeof toDeadLetter>> {
  const letter = toDeadLetter(message(headers), 't');
  if (letter === undefined) throw new Error('It is not a dead letter.');
  return letter;
}

describe('toDeadLetter', () => {
  test('separates the headers of the source message from those of the job', () => {
    expect(letterOf({ trace: Buffer.from([0xff]), ...added })).toEqual({
      position: { partition: 2, offset: 17 },
      sourceTimestamp: 1767323045678,
      time: 1767323050000,
      reason: 'wrong_type',
      sentence: 'final_amount is "12,50".',
      key: null,
      value: Buffer.from('{"a":1}'),
      headers: { trace: Buffer.from([0xff]) },
    });
  });

  test('keeps a header of the source message that has the name of a header of the job', () => {
    const upstream = Buffer.from('upstream');
    const letter = letterOf({ ...added, 'source-topic': [upstream, Buffer.from('t')] });
    expect(letter.headers).toEqual({ 'source-topic': [upstream] });
  });

  test.each(['dead-letter-reason', 'source-topic', 'source-partition', 'source-offset'] as const)(
    'returns undefined for a message without %s',
    (name) => {
      expect(toDeadLetter(message({ ...added, [name]: undefined }), 't')).toBeUndefined();
    },
  );

  test('returns undefined for a letter of another topic', () => {
    expect(toDeadLetter(message(added), 'other')).toBeUndefined();
  });

  test('accepts a reason that it does not know, and formatLetter shows it without a hint', () => {
    const letter = letterOf({ ...added, 'dead-letter-reason': Buffer.from('new_reason') });
    const text = formatLetter(letter, 'unknown');
    expect(text).toContain('\nReason     new_reason\n');
    expect(text).not.toContain('Hint');
  });
});

describe('toReplayMessage', () => {
  const value = Buffer.from('{"a":1}');

  test('keeps the other headers, and replaces one without a value by an empty one', () => {
    const empty = null as unknown as Buffer;
    const own = {
      'producer-position': Buffer.from('r/1-1/1'),
      'replay-of': Buffer.from('0:1'),
    };
    const letter = letterOf({ ...own, none: empty, many: [Buffer.from('1'), empty], ...added });
    expect(toReplayMessage({ letter, value }, 0, true).headers).toEqual({
      none: Buffer.alloc(0),
      many: [Buffer.from('1'), Buffer.alloc(0)],
      'replay-of': '2:17',
    });
  });

  test('is not older than its letter, even if the clock is behind', () => {
    const letter = letterOf(added);
    expect(toReplayMessage({ letter, value }, letter.time - 5000, true).timestamp).toBe(String(letter.time));
    expect(toReplayMessage({ letter, value }, letter.time + 5000, true).timestamp).toBe(String(letter.time + 5000));
  });
});
