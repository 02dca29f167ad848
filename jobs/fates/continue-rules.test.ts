import { describe, expect, test } from 'vitest';
import { defaultTimeLimits } from '../transactions/classify-messages.ts';
import { parseSchema } from '../transactions/transaction-schema.ts';
import { rulesFromJson, rulesToJson } from './batch-log.ts';
import { continueRules } from './continue-rules.ts';

const needed = 'customer_id STRING NOT NULL,transaction_id STRING NOT NULL,final_amount DECIMAL(12,2) NOT NULL';
const plain = defaultTimeLimits;
const withAge = { ...plain, schema: parseSchema(`${needed},age INT`, 'The schema') };
const ranges = (low: number, end: number) => [0, 1].map((partition) => ({ partition, low, start: low, end }));

describe('continueRules()', () => {
  test('returns the same rules if they have not changed', () => {
    expect(rulesToJson(continueRules(plain, plain, ranges(0, 5)))).toEqual(plain);
    expect(rulesToJson(continueRules(withAge, rulesToJson(withAge), ranges(0, 5)))).toEqual(rulesToJson(withAge));
  });

  test('applies rules that have changed to the records from the end of the topic on', () => {
    const second = rulesToJson(continueRules(withAge, plain, ranges(0, 5)));
    expect(second).toEqual({
      ...plain,
      schema: `${needed},age INT`,
      earlier: { until: { 0: 5, 1: 5 }, rules: plain },
    });
    expect(rulesToJson(rulesFromJson(second))).toEqual(second);
    expect(rulesToJson(continueRules(withAge, second, ranges(0, 9)))).toEqual(second);
    const third = rulesToJson(continueRules({ ...plain, maxAhead: 5 }, second, ranges(4, 9)));
    expect(third).toEqual({ ...plain, maxAhead: 5, earlier: { until: { 0: 9, 1: 9 }, rules: second } });
  });

  test('forgets rules once the retention of the topic has deleted their records', () => {
    const second = rulesToJson(continueRules(withAge, plain, ranges(0, 5)));
    expect(rulesToJson(continueRules(withAge, second, ranges(4, 9)))).toEqual(second);
    expect(rulesToJson(continueRules(withAge, second, ranges(5, 9)))).toEqual(rulesToJson(withAge));
  });
});
