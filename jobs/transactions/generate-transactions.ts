import { paymentMethods, productCategories } from './catalogue.ts';
import { generateCustomer } from './generate-customer.ts';
import { fromCents } from './money.ts';
import { Random } from './random.ts';
import { dateOf, daysInTransactionYear } from './transaction-date.ts';
import type { BuiltInTransaction } from './transaction.ts';

/** Average number of transactions per customer, and the share of customers who joined before the first one. */
const recordsPerCustomer = 4;
const regularShare = 0.5;

const priceEndings = [0, 49, 95, 99] as const;

/** Discounts in percent. Premium customers get one more often. */
const discounts = [5, 10, 15, 20] as const;

/**
 * Generates transactions of one year, ordered by date. The same seed and number of records produce the same transactions on every
 * machine. The memory use does not depend on the number of records.
 */
export function* generateTransactions(records: number, seed: number): Generator<BuiltInTransaction, void, undefined> {
  const customers = Math.ceil(records / recordsPerCustomer);
  const regulars = Math.ceil(customers * regularShare);
  const recordsPerArrival = records / (customers - regulars);
  const dayOf = (index: number): number => Math.floor((index * daysInTransactionYear) / records);
  for (let index = 0; index < records; index++) {
    const random = Random.of(seed, 'transaction', index);
    const number = random.integer(1, regulars + Math.floor(index / recordsPerArrival));
    const arrival = (number - regulars) * recordsPerArrival;
    const customer = generateCustomer(seed, number, number > regulars ? dayOf(arrival) : undefined);
    const category = random.pick(productCategories);
    const quantity = 1 + Math.floor(category.maxQuantity * random.fraction() * random.fraction());
    const spread = (category.maxDollars - category.minDollars + 1) * random.fraction() * random.fraction();
    const unitCents = (category.minDollars + Math.floor(spread)) * 100 + random.pick(priceEndings);
    const totalCents = quantity * unitCents;
    const isDiscounted = random.chance(customer.is_premium_customer ? 0.6 : 0.25);
    const discountCents = isDiscounted ? Math.round((totalCents * random.pick(discounts)) / 100) : 0;
    yield {
      customer_id: customer.customer_id,
      transaction_id: `TXN-${String(index + 1).padStart(8, '0')}`,
      transaction_date: dateOf(dayOf(index)),
      first_name: customer.first_name,
      last_name: customer.last_name,
      email: customer.email,
      phone: customer.phone,
      age: customer.age,
      gender: customer.gender,
      city: customer.city,
      state: customer.state,
      zip_code: customer.zip_code,
      product_category: category.name,
      quantity,
      unit_price: fromCents(unitCents),
      total_amount: fromCents(totalCents),
      discount: fromCents(discountCents),
      final_amount: fromCents(totalCents - discountCents),
      payment_method: random.pick(paymentMethods),
      is_premium_customer: customer.is_premium_customer,
      customer_since: customer.customer_since,
      loyalty_points: customer.loyalty_points,
      record_id: index + 1,
    };
  }
}
