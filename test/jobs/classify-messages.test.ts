import { describe, expect } from 'vitest';
import { col } from '../../src/functions.ts';
import { classifyMessages } from '../../jobs/transactions/classify-messages.ts';
import type { DeadLetterReason } from '../../jobs/transactions/dead-letter-reason.ts';
import { test as sparkTest } from '../support/spark-test.ts';

/** The clock of the broker when the message arrived. */
const brokerTime = '2024-02-29T23:59:58Z';
const limits = { maxAhead: 60, earliestTime: '2000-01-01' };
const now = Date.parse(brokerTime) / 1000;

/** The JSON of a field in an otherwise valid message, and the value that Spark parses from it, or the reason for a dead letter. */
type Case = readonly [json: string | undefined, value: string | { readonly reason: DeadLetterReason }];

const missing = { reason: 'missing_field' } as const;
const wrong = { reason: 'wrong_type' } as const;
const range = { reason: 'out_of_range' } as const;
const time = { reason: 'impossible_time' } as const;

const fields = {
  final_amount: [
    ['12.50', '12.50'],
    ['12.5', '12.50'],
    ['-3', '-3.00'],
    ['0', '0.00'],
    ['1.25e1', '12.50'],
    ['1e3', '1000.00'],
    ['12345678.90', '12345678.90'],
    ['9999999999.99', '9999999999.99'],
    ['"12.50"', '12.50'],
    ['"1e3"', '1000.00'],
    ['"12,50"', wrong],
    ['"1,250.00"', wrong],
    ['12.505', range],
    ['0.001', range],
    ['1e-30', range],
    ['12.5000000001', range],
    ['"12.500000000000000000001"', range],
    ['NaN', range],
    ['"NaN"', range],
    ['Infinity', range],
    ['"-INF"', range],
    ['1e15', range],
    ['1e400', range],
    ['10000000000', range],
    ['""', missing],
    ['" 12.50"', wrong],
    ['"12.50 USD"', wrong],
    ['"0x10"', wrong],
    ['true', wrong],
    ['null', missing],
    ['[12.5]', wrong],
    ['{"amount":12.5}', wrong],
    [undefined, missing],
  ],
  batch_number: [
    ['7', '7'],
    ['"7"', '7'],
    [undefined, 'null'],
    ['null', 'null'],
    ['1.5', range],
    ['"seven"', wrong],
    ['2147483648', range],
  ],
  producer_timestamp: [
    ['1709251198.007', '2024-02-29T23:59:58.007Z'],
    ['1709251198.1234567', '2024-02-29T23:59:58.123Z'],
    [String(now + 60), '2024-03-01T00:00:58Z'],
    [String(now + 60.001), time],
    ['946684800', '2000-01-01T00:00:00Z'],
    ['946684799.999', time],
    ['0', time],
    ['-1', time],
    [String(now * 1000), time],
    [String(now * 1e6), time],
    ['1e15', time],
    ['"yesterday"', wrong],
    ['NaN', range],
    [undefined, missing],
  ],
  transaction_id: [
    ['"T-1"', 'T-1'],
    ['17', '17'],
    ['""', missing],
    [undefined, missing],
    ['{"id":1}', wrong],
    ['[1]', wrong],
  ],
  customer_id: [
    ['"Zoë 🙂"', 'Zoë 🙂'],
    ['17', '17'],
    ['null', missing],
    ['["a"]', wrong],
  ],
} as const satisfies Readonly<Record<string, readonly Case[]>>;
type Field = keyof typeof fields;

const good: Readonly<Record<Field, string>> = {
  customer_id: '"C"',
  transaction_id: '"T"',
  final_amount: '1.00',
  batch_number: '1',
  producer_timestamp: '1709251198',
};

/** Whole values of messages. */
const values: readonly (readonly [text: string | null, reason: DeadLetterReason])[] = [
  [null, 'tombstone'],
  ['', 'not_json'],
  ['   ', 'not_json'],
  ['no JSON', 'not_json'],
  ['{"final_amount":12.50', 'not_json'],
  [`${messageWith('customer_id', '"C"')} and more`, 'not_json'],
  ['\u0000\u0001', 'not_json'],
  ['[]', 'not_object'],
  ['42', 'not_object'],
  ['"text"', 'not_object'],
  ['null', 'not_object'],
  [' null\n', 'not_object'],
  ['{}', 'missing_field'],
  ['['.repeat(5000), 'not_json'],
  [`{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`, 'not_json'],
  [messageWith('final_amount', '9'.repeat(5000)), 'not_json'],
  [messageWith('final_amount', `"${'9'.repeat(5000)}"`), 'out_of_range'],
  [messageWith('final_amount', `"${'x'.repeat(500_000)}"`), 'wrong_type'],
];

function messageWith(name: Field, json: string | undefined): string {
  const parts = Object.entries({ ...good, [name]: json });
  return `{${parts.flatMap(([key, text]) => (text === undefined ? [] : [`"${key}":${text}`])).join()}}`;
}

const cases = (Object.keys(fields) as Field[]).flatMap((name) =>
  (fields[name] as readonly Case[]).map(([json, expected]) => ({
    name,
    json,
    expected,
    text: messageWith(name, json),
  })),
);

const test = sparkTest.extend('found', { scope: 'file' }, async ({ spark }) => {
  const texts = [...cases.map(({ text }) => text), ...values.map(([text]) => text)];
  const rows = texts.map((text, id) => [id, text] as const);
  const messages = (await spark.createDataFrame(rows, 'id INT, text STRING'))
    .withColumn('value', col('text').cast('binary'))
    .drop('text')
    .crossJoin(await spark.createDataFrame([[new Date(brokerTime)]], 'timestamp TIMESTAMP'));
  const classified = classifyMessages(messages, limits).orderBy('id');
  return (await classified.collect()) as unknown as (Readonly<Record<Field | 'event_time', unknown>> & {
    readonly fault: { readonly reason: string; readonly sentence: string } | null;
    readonly is_transaction: boolean;
  })[];
});

describe('classifyMessages()', () => {
  test.for(cases.map((each, index) => ({ ...each, index })))(
    'classifies $name $json',
    ({ name, expected, index }, { found }) => {
      const row = found[index]!;
      const value = row[name === 'producer_timestamp' ? 'event_time' : name];
      expect(row.fault ? { reason: row.fault.reason } : String(value)).toEqual(expected);
      if (row.fault) expect(row.fault.sentence).toContain(name);
    },
  );

  test('rejects text that is not UTF-8 or has a byte order mark, and reads the last of repeated fields', async ({
    spark,
  }) => {
    const [head, tail] = messageWith('customer_id', '"C?"').split('?') as [string, string];
    const bytes = [
      Buffer.concat([Buffer.from(head), Buffer.from([0xff, 0xfe]), Buffer.from(tail)]),
      Buffer.from(`\ufeff${messageWith('customer_id', '"C"')}`),
      Buffer.from(messageWith('customer_id', '"A","customer_id":"B"')),
    ];
    const messages = await spark.createDataFrame(
      bytes.map((value, id) => [id, value, new Date(brokerTime)]),
      'id INT, value BINARY, timestamp TIMESTAMP',
    );
    const rows = await classifyMessages(messages, limits).orderBy('id').collect();
    expect(rows.map(({ fault, customer_id }) => (fault as { reason: string } | null)?.reason ?? customer_id)).toEqual([
      'not_json',
      'not_json',
      'B',
    ]);
  });

  test('finds a fault in a message if and only if it is not a transaction', ({ found }) => {
    expect(found.map(({ is_transaction }) => is_transaction)).toEqual(found.map(({ fault }) => fault === null));
  });

  test('accepts white space around an object', async ({ spark }) => {
    const text = `\n ${messageWith('customer_id', '"C"')} \r\n`;
    const messages = await spark.createDataFrame(
      [[Buffer.from(text), new Date(brokerTime)]],
      'value BINARY, timestamp TIMESTAMP',
    );
    const [row] = await classifyMessages(messages, limits).collect();
    expect(row).toMatchObject({ customer_id: 'C', fault: null });
  });

  test.for(values.map(([text, reason], index) => ({ reason, name: text?.slice(0, 40), index: cases.length + index })))(
    'gives the value $name the reason $reason',
    ({ reason, index }, { found }) => {
      expect(found[index]!.fault).toMatchObject({ reason, sentence: expect.stringMatching(/^The .*\.$|:/) as string });
    },
  );
});
