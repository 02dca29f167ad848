import { cities, firstNames, lastNames } from './catalogue.ts';
import { dateOf } from './transaction-date.ts';
import { Random } from './random.ts';
import type { BuiltInTransaction } from './transaction.ts';

/** The fields of a transaction that are the same in all transactions of a customer. */
export type Customer = Pick<
  BuiltInTransaction,
  | 'customer_id'
  | 'first_name'
  | 'last_name'
  | 'email'
  | 'phone'
  | 'age'
  | 'gender'
  | 'city'
  | 'state'
  | 'zip_code'
  | 'is_premium_customer'
  | 'customer_since'
  | 'loyalty_points'
>;

const yearsBeforeFirst = 9;
const youngestAge = 18;
const youngestMemberAge = 16;

/**
 * Generates the customer with a number (from 1). It depends only on the seed, so customers are not kept in memory. A customer
 * with an `arrivalDay` joined on that day of the year; one without joined in an earlier year.
 */
export function generateCustomer(seed: number, number: number, arrivalDay: number | undefined): Customer {
  const random = Random.of(seed, 'customer', number);
  const gender = random.chance(0.02) ? 'Other' : random.pick(['Female', 'Male']);
  const firstName = random.pick(gender === 'Other' ? [...firstNames.Female, ...firstNames.Male] : firstNames[gender]);
  const lastName = random.pick(lastNames);
  const city = random.pick(cities);
  const age = youngestAge + random.integer(0, 20) + random.integer(0, 35);
  const isPremium = random.chance(0.05 + (age - youngestAge) / 110);
  const yearsPossible = Math.min(yearsBeforeFirst, age - youngestMemberAge);
  const sinceDay = arrivalDay ?? -random.integer(1, 365 * yearsPossible);
  const yearsAsMember = Math.max(0, Math.floor(-sinceDay / 365));
  const points = random.integer(0, 400) + yearsAsMember * random.integer(60, 140);
  return {
    customer_id: `CUST-${String(number).padStart(7, '0')}`,
    first_name: firstName,
    last_name: lastName,
    email: `${asciiLetters(firstName)}.${asciiLetters(lastName)}.${number}@example.${random.pick(['com', 'org'])}`,
    phone: `+1-${city.areaCode}-555-01${String(random.integer(0, 99)).padStart(2, '0')}`,
    age,
    gender,
    city: city.name,
    state: city.state,
    zip_code: `${city.zipPrefix}${String(random.integer(1, 99)).padStart(2, '0')}`,
    is_premium_customer: isPremium,
    customer_since: dateOf(sinceDay),
    loyalty_points: isPremium ? 500 + points * 2 : points,
  };
}

function asciiLetters(name: string): string {
  return name
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[^a-z]/g, '');
}
