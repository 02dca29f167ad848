import { expect } from 'vitest';
import {} from '../../src/index.ts';
import { parseMessages } from '../../jobs/consume/parse-messages.ts';
import { test as sparkTest } from '../support/spark-test.ts';

/** The JSON of a field in an otherwise valid message, and the value that Spark parses from it; undefined if it rejects the message. */
type Case = readonly [json: string | undefined, value?: string];

const amounts: readonly Case[] = [
  ['12.50', '12.50'],
  ['12.5', '12.50'],
  ['-3', '-3.00'],
  ['0', '0.00'],
  ['1.25e1', '12.50'],
  ['12345678.90', '12345678.90'],
  ['9999999999.99', '9999999999.99'],
  ['"12.50"', '12.50'],
  ['"12,50"'],
  ['"1,250.00"'],
  ['12.505'],
  ['0.001'],
  ['1e-30'],
  ['12.5000000001'],
  ['"12.500000000000000000001"'],
  ['NaN'],
  ['"NaN"'],
  ['Infinity'],
  ['"-INF"'],
  ['1e15'],
  ['1e400'],
  ['10000000000'],
  ['""'],
  ['" 12.50"'],
  ['"12.50 USD"'],
  ['"0x10"'],
  ['true'],
  ['null'],
  ['[12.5]'],
  ['{"amount":12.5}'],
  [undefined],
];
const batches: readonly Case[] = [['7', '7'], [undefined, 'null'], ['1.5'], ['"seven"'], ['2147483648']];
const times: readonly Case[] = [
  ['1709251198.007', '1709251198.007'],
  ['1709251198.1234567', '1709251198.123'],
  ['"yesterday"'],
  ['NaN'],
  ['1e15'],
];
const noObjects = ['', 'no JSON', '[]', '42', '{"final_amount":12.50', 'null'];

const columns = { final_amount: amounts, batch_number: batches, producer_timestamp: times } as const;
type Column = keyof typeof columns;
const good: Readonly<Record<Column, string>> = {
  final_amount: '1.00',
  batch_number: '1',
  producer_timestamp: '1709251198',
};
const cases = (Object.keys(columns) as Column[]).flatMap((name) =>
  columns[name].map(([json, value]) => ({ name, json, value, id: `${name} ${json}` })),
);

const test = sparkTest.extend('found', { scope: 'file' }, async ({ spark }) => {
  const texts = cases.map(({ name, json, id }) => {
    const fields = Object.entries({ customer_id: JSON.stringify(id), ...good, [name]: json });
    return `{${fields.flatMap(([key, text]) => (text === undefined ? [] : [`"${key}":${text}`])).join()}}`;
  });
  const messages = await spark.createDataFrame(
    [...texts, ...noObjects].map((text) => [text]),
    'value STRING',
  );
  // By the ID of the case, which is the customer of its message.
  return new Map<unknown, object>((await parseMessages(messages).collect()).map((row) => [row['customer_id'], row]));
});

test.for(cases)('parseMessages() parses $name $json as $value', ({ name, value, id }, { found }) => {
  const row = found.get(id) as Readonly<Record<Column, unknown>> | undefined;
  expect(row && String(row[name])).toBe(value);
});

test('parseMessages() ignores messages that are not JSON objects', ({ found }) => {
  expect(found.size).toBe(cases.filter(({ value }) => value !== undefined).length);
});
