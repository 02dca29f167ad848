import { describe, expect } from 'vitest';
import { StructType } from '../../src/index.ts';
import { classifyMessages } from '../../jobs/transactions/classify-messages.ts';
import { Random } from '../../jobs/transactions/random.ts';
import { parseSchema, type TransactionField } from '../../jobs/transactions/transaction-schema.ts';
import { modelFault, type JsonValue } from '../../scripts/checks/models/schema-model.ts';
import { test } from '../support/spark-test.ts';

const brokerTime = new Date('2024-02-29T23:59:58Z');
const limits = { maxAhead: 60, earliestTime: '2000-01-01' };
const needed = new StructType()
  .add('customer_id', 'string', false)
  .add('transaction_id', 'string', false)
  .add('final_amount', 'decimal(12,2)', false);
const types = [
  'string',
  'boolean',
  'int',
  'bigint',
  'double',
  'decimal(5,2)',
  'decimal(15,0)',
  'decimal(3,3)',
  'date',
  'timestamp',
] as const;
const values: readonly [undefined, ...(JsonValue | undefined)[]] = [
  undefined,
  null,
  '',
  'text',
  '[urgent] call',
  true,
  'false',
  'TRUE',
  0,
  -1,
  '007',
  1.5,
  '1.50',
  '12,50',
  ' 1',
  '1e2',
  '15e-1',
  0.001,
  '0.999',
  999.99,
  1000,
  2147483647,
  2147483648,
  '-2147483648',
  '-2147483649',
  '9223372036854775807',
  '9223372036854775808',
  999999999999999,
  1e15,
  '1e400',
  'NaN',
  '-Infinity',
  '2024-02-29',
  '2023-02-29',
  '2024-2-9',
  '2024-02-29T12:00:00Z',
  '2024-02-29T12:00:00.123456+02:00',
  '2024-02-29T24:00:00Z',
  '2024-02-29 12:00:00Z',
  [1],
  { a: 1 },
];

interface DrawnMessage {
  readonly fields: Readonly<Record<string, JsonValue | undefined>>;
  /** The reasons that the fields give; any of them may be the reason of the message. */
  readonly faults: readonly string[];
}

function drawSchema(random: Random): readonly TransactionField[] {
  const count = random.integer(1, 6);
  return Array.from({ length: count }, (_, index) => {
    // Names may be keywords of SQL.
    const name = ['order', 'end', 'case', 'f3', 'F4', 'date'][index]!;
    return new StructType().add(name, random.pick(types), random.chance(0.5)).fields[0]!;
  });
}

function drawMessage(extra: readonly TransactionField[], random: Random): DrawnMessage {
  // Mostly one drawn field per message, so that the others do not hide it.
  const drawn = random.pick([...extra] as [TransactionField, ...TransactionField[]]);
  const fields: Record<string, JsonValue | undefined> = {};
  for (const field of extra) {
    const isDrawn = field === drawn || random.chance(0.1);
    fields[field.name] = isDrawn ? random.pick(values) : validValue(field);
  }
  return { fields, faults: extra.flatMap((field) => modelFault(field, fields[field.name]) ?? []) };
}

function validValue(field: TransactionField): JsonValue | undefined {
  return values.find((value) => value !== undefined && value !== null && modelFault(field, value) === undefined);
}

describe('classifyMessages() with a schema', { timeout: 240_000 }, () => {
  test.for([1, 2, 3, 4, 5, 6])('agrees with the model for a drawn schema (seed %i)', async (seed, { spark }) => {
    const random = Random.of(seed, 'schema', 0);
    const extra = drawSchema(random);
    const schema = parseSchema(new StructType([...extra, ...needed.fields]).toDDL(), 'The schema');
    const messages = Array.from({ length: 150 }, () => drawMessage(extra, random));
    const rows = messages.map(({ fields }, id) => {
      const others = { transaction_id: `T${id}`, final_amount: 1.5, producer_timestamp: brokerTime.getTime() / 1000 };
      // Fields may be in any order.
      const all = Object.entries({ ...fields, customer_id: 'C', ...others });
      const shuffled = all.toSorted(() => random.fraction() - 0.5);
      return [id, Buffer.from(JSON.stringify(Object.fromEntries(shuffled))), brokerTime] as const;
    });
    const frame = await spark.createDataFrame(rows, 'id INT, value BINARY, timestamp TIMESTAMP');
    const found = await classifyMessages(frame, { ...limits, schema })
      .orderBy('id')
      .collect();
    for (const [index, { fields, faults }] of messages.entries()) {
      const { is_transaction, fault } = found[index]! as unknown as {
        readonly is_transaction: boolean;
        readonly fault: { readonly reason: string; readonly sentence: string } | null;
      };
      const context = `${schema.toDDL()} ${JSON.stringify(fields)} ${fault?.sentence}`;
      expect(is_transaction, context).toBe(faults.length === 0);
      if (faults.length > 0) expect(faults, context).toContain(fault?.reason);
      else expect(fault, context).toBeNull();
    }
    expect(new Set(messages.map(({ faults }) => faults.length > 0))).toEqual(new Set([true, false]));
  });
});
