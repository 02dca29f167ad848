import assert from 'node:assert/strict';
import { runScript, type ExampleProject } from './example-project.ts';

/** A row of the table, with its decimals in hundredths. */
interface Line {
  readonly quantity: bigint;
  readonly price: bigint;
  readonly discount: bigint;
  readonly tax: bigint;
  readonly ship: string;
  readonly flag: string;
  readonly status: string;
}

/** Compares both queries with the same calculation in JavaScript. */
export async function tpcH(project: ExampleProject): Promise<void> {
  const tables = tablesIn(await runScript(project, 'start'));
  const lines = Array.from({ length: 60_000 }, (_, id) => lineOf(BigInt(id)));
  assert.deepEqual(tables, [pricing(lines), [[forecast(lines)]]]);
}

/** The same formulas as in the example. */
function lineOf(id: bigint): Line {
  const quantity = (id % 50n) + 1n;
  const day = Date.UTC(1992, 0, 2) + Number((id * 31n) % 2526n) * 86_400_000;
  const ship = new Date(day).toISOString().slice(0, 10);
  const isOpen = ship > '1995-06-17';
  return {
    quantity: quantity * 100n,
    price: quantity * (90_000n + ((id * 7n) % 110_000n)),
    discount: id % 11n,
    tax: id % 9n,
    ship,
    flag: isOpen ? 'N' : id % 2n === 0n ? 'A' : 'R',
    status: isOpen ? 'O' : 'F',
  };
}

/** Q1. */
function pricing(lines: readonly Line[]): string[][] {
  const shipped = lines.filter(({ ship }) => ship <= '1998-09-02');
  const keys = [...new Set(shipped.map(({ flag, status }) => `${flag} ${status}`))].sort();
  return keys.map((key) => {
    const members = shipped.filter(({ flag, status }) => `${flag} ${status}` === key);
    const sum = (value: (line: Line) => bigint): bigint => members.reduce((total, line) => total + value(line), 0n);
    const discounted = ({ price, discount }: Line): bigint => price * (100n - discount);
    const quantity = sum((line) => line.quantity);
    return [
      ...key.split(' '),
      decimal(quantity, 2),
      decimal(
        sum((line) => line.price),
        2,
      ),
      decimal(sum(discounted), 4),
      decimal(
        sum((line) => discounted(line) * (100n + line.tax)),
        6,
      ),
      // Spark's average of a DECIMAL(12,2) has four more digits, rounded half up.
      decimal((quantity * 20_000n + BigInt(members.length)) / (2n * BigInt(members.length)), 6),
      String(members.length),
    ];
  });
}

/** Q6. */
function forecast(lines: readonly Line[]): string {
  const chosen = lines.filter(
    ({ ship, discount, quantity }) =>
      ship >= '1994-01-01' && ship < '1995-01-01' && discount >= 5n && discount <= 7n && quantity < 2400n,
  );
  return decimal(
    chosen.reduce((total, { price, discount }) => total + price * discount, 0n),
    4,
  );
}

function decimal(value: bigint, scale: number): string {
  const digits = String(value).padStart(scale + 1, '0');
  return `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** Returns the cells of the tables that `show()` has printed. */
function tablesIn(output: string): string[][][] {
  return output.split('\n\n').flatMap((text) => {
    const rows = text.split('\n').filter((line) => line.startsWith('|'));
    const cells = rows.map((row) => row.split('|').slice(1, -1));
    return cells.length === 0 ? [] : [cells.slice(1).map((row) => row.map((cell) => cell.trim()))];
  });
}
