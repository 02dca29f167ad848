import { fromCents } from './money.ts';
import { Random } from './random.ts';
import { dateOf, daysInTransactionYear } from './transaction-date.ts';
import { builtInSchema, type FieldType, type TransactionField, type TransactionSchema } from './transaction-schema.ts';
import type { BuiltInTransaction, FieldValue } from './transaction.ts';

/** How often a field that is not required is empty. */
const emptyShare = 0.05;

/**
 * Yields generated transactions with the fields of a schema. A field that the built-in schema has with the same type keeps its value;
 * others are drawn. A drawn value depends only on the seed, the name of the field and the index of the transaction, so it stays the
 * same if other fields are added or moved.
 */
export function* withSchema(
  transactions: Iterable<BuiltInTransaction>,
  schema: TransactionSchema,
  seed: number,
): Generator<Readonly<Record<string, FieldValue>>, void, undefined> {
  const fields = schema.fields.map((field) => ({ ...field, isGenerated: isBuiltIn(field) }));
  let index = 0;
  for (const transaction of transactions) {
    const values: Record<string, FieldValue> = {};
    for (const { name, dataType, nullable, isGenerated } of fields) {
      const random = Random.of(seed, `field ${name}`, index);
      if (nullable && random.chance(emptyShare)) values[name] = null;
      else values[name] = isGenerated ? transaction[name as keyof BuiltInTransaction] : draw(dataType, random);
    }
    yield values;
    index += 1;
  }
}

function isBuiltIn({ name, dataType }: TransactionField): boolean {
  const known = (builtInSchema as TransactionSchema).fields.find((each) => each.name === name);
  return known !== undefined && JSON.stringify(known.dataType) === JSON.stringify(dataType);
}

function draw(type: FieldType, random: Random): FieldValue {
  switch (type.typeName) {
    case 'boolean':
      return random.chance(0.5);
    case 'integer':
      return random.integer(0, 1000);
    case 'long':
      return random.integer(0, 2 ** 31) * 1000 + random.integer(0, 999);
    case 'double':
      return random.integer(0, 1_000_000) / 1000;
    case 'decimal':
      return drawDecimal(type.precision, type.scale, random);
    case 'date':
      return drawDate(random);
    case 'timestamp':
      return `${drawDate(random)}T${twoDigits(random, 23)}:${twoDigits(random, 59)}:${twoDigits(random, 59)}Z`;
    case 'string':
      return `${random.pick(['alpha', 'beta', 'gamma', 'delta'])}-${random.integer(1, 99)}`;
  }
}

/** Draws at most five digits before the decimal point and two after it. */
function drawDecimal(precision: number, scale: number, random: Random): number {
  const whole = random.integer(0, 10 ** Math.min(precision - scale, 5) - 1);
  return whole + fromCents(scale >= 2 ? random.integer(0, 99) : 0);
}

function drawDate(random: Random): string {
  return dateOf(random.integer(0, daysInTransactionYear - 1));
}

function twoDigits(random: Random, max: number): string {
  return String(random.integer(0, max)).padStart(2, '0');
}
