import Database from 'libsql';
import type { Decimal } from '../../../src/index.ts';

/** The records and the amount of a customer, in cents. */
export interface CustomerSum {
  readonly customer: string;
  readonly records: number;
  readonly cents: number;
}

/** Sums by customer in a SQLite file, to which batches are added. */
export class SumsDatabase {
  readonly #database: Database.Database;

  constructor(file: string) {
    this.#database = new Database(file);
    this.#database.pragma('busy_timeout = 5000');
    this.#database.exec(`
      CREATE TABLE IF NOT EXISTS batches (query TEXT, batch INTEGER, PRIMARY KEY (query, batch));
      CREATE TABLE IF NOT EXISTS sums (customer TEXT PRIMARY KEY, records INTEGER, cents INTEGER);`);
  }

  /** Adds a batch, unless the database has it. Returns whether it was new. */
  add(
    { queryId, batchId }: { readonly queryId: string; readonly batchId: bigint },
    rows: readonly { readonly customer_id: string; readonly records: bigint; readonly amount: Decimal }[],
  ): boolean {
    const claim = this.#database.prepare('INSERT INTO batches VALUES (?, ?) ON CONFLICT DO NOTHING');
    const add = this.#database.prepare(`
      INSERT INTO sums VALUES (?, ?, ?)
      ON CONFLICT DO UPDATE SET records = records + excluded.records, cents = cents + excluded.cents`);
    return this.#database.transaction(() => {
      if (claim.run(queryId, Number(batchId)).changes === 0) return false;
      for (const { customer_id, records, amount } of rows)
        add.run(customer_id, Number(records), Math.round(amount.toNumber() * 100));
      return true;
    })();
  }

  /** All sums, ordered by customer. */
  get sums(): readonly CustomerSum[] {
    return this.#database.prepare('SELECT customer, records, cents FROM sums ORDER BY customer').all() as CustomerSum[];
  }

  /** The number of batches that were added. */
  get batches(): number {
    return (this.#database.prepare('SELECT count(*) AS n FROM batches').get() as { n: number }).n;
  }

  close(): void {
    this.#database.close();
  }
}

/** Returns a sentence for each customer whose sums differ. */
export function sumDifferences(expected: readonly CustomerSum[], found: readonly CustomerSum[]): string[] {
  const name = ({ records, cents }: CustomerSum): string => `${records} records with ${(cents / 100).toFixed(2)}`;
  const left = new Map(found.map((sum) => [sum.customer, sum]));
  const differences = expected.flatMap((sum) => {
    const other = left.get(sum.customer);
    left.delete(sum.customer);
    if (other?.records === sum.records && other.cents === sum.cents) return [];
    return [
      `Customer ${sum.customer} has ${other ? name(other) : 'nothing'} in the database, but ${name(sum)} in the topic.`,
    ];
  });
  return [...differences, ...[...left.keys()].map((customer) => `Customer ${customer} is not in the topic.`)];
}
