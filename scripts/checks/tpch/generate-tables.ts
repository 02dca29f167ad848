import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TableName } from './tables.ts';

type Cell = string | number;

/** A pseudorandom generator with a fixed seed. */
class Dice {
  #state = 20;

  /** Returns an integer from `low` to `high`, inclusive. */
  between(low: number, high: number): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return low + Math.floor((this.#state / 2 ** 32) * (high - low + 1));
  }

  one<T>(values: readonly T[]): T {
    return values[this.between(0, values.length - 1)]!;
  }

  /** Returns an amount with two decimals. */
  money(low: number, high: number): string {
    return (this.between(low * 100, high * 100) / 100).toFixed(2);
  }
}

const regions = ['AFRICA', 'AMERICA', 'ASIA', 'EUROPE', 'MIDDLE EAST'];
const nations: readonly (readonly [name: string, region: number])[] = [
  ['KENYA', 0],
  ['MOROCCO', 0],
  ['BRAZIL', 1],
  ['CANADA', 1],
  ['CHINA', 2],
  ['JAPAN', 2],
  ['FRANCE', 3],
  ['GERMANY', 3],
  ['IRAN', 4],
  ['SAUDI ARABIA', 4],
];
const colors = ['azure', 'blue', 'forest', 'green', 'red'];
const types = [
  ['STANDARD', 'PROMO', 'ECONOMY'],
  ['ANODIZED', 'BRUSHED', 'POLISHED'],
  ['TIN', 'STEEL', 'BRASS'],
] as const;
const containers = ['SM CASE', 'MED BAG', 'LG PKG', 'MED BOX', 'SM BOX'];
const segments = ['AUTOMOBILE', 'BUILDING', 'MACHINERY'];
const priorities = ['1-URGENT', '2-HIGH', '3-MEDIUM', '4-NOT SPECIFIED', '5-LOW'];
const shipModes = ['AIR', 'AIR REG', 'MAIL', 'RAIL', 'SHIP'];
const instructions = ['COLLECT COD', 'DELIVER IN PERSON', 'NONE'];

const sizes = { supplier: 30, part: 100, customer: 90, orders: 900, suppliersOfPart: 4 };
const firstDay = Date.UTC(1992, 0, 1);
const lastOrderDay = 2405;

/** Writes small tables in the schema of TPC-H as CSV files, with the same data every time. */
export function generateTables(folder: string): void {
  const dice = new Dice();
  const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
  const write = (name: TableName, rows: readonly (readonly Cell[])[]): void =>
    writeFileSync(join(folder, `${name}.csv`), rows.map((row) => `${row.join(',')}\n`).join(''));

  write(
    'region',
    regions.map((name, key) => [key, name]),
  );
  write(
    'nation',
    nations.map(([name, region], key) => [key, name, region]),
  );
  write(
    'supplier',
    numbers(sizes.supplier).map((key) => supplier(dice, key)),
  );
  write(
    'part',
    numbers(sizes.part).map((key) => part(dice, key)),
  );
  write(
    'partsupp',
    numbers(sizes.part).flatMap((key) => suppliersOf(key).map((supplier) => offer(dice, key, supplier))),
  );
  write(
    'customer',
    numbers(sizes.customer).map((key) => customer(dice, key)),
  );
  const orders = numbers(sizes.orders).map((key) => order(dice, key));
  write(
    'orders',
    orders.map(({ row }) => row),
  );
  write(
    'lineitem',
    orders.flatMap(({ lines }) => lines),
  );
}

function supplier(dice: Dice, key: number): Cell[] {
  const nation = dice.between(0, nations.length - 1);
  const comment = dice.between(1, 10) === 1 ? 'many Customer Complaints' : 'nothing to say';
  return [key, `Supplier#${key}`, `street ${key}`, nation, phone(dice, nation), dice.money(-900, 9000), comment];
}

function part(dice: Dice, key: number): Cell[] {
  const maker = dice.between(1, 3);
  const name = `${dice.one(colors)} ${dice.one(colors)}`;
  const type = types.map((words) => dice.one(words)).join(' ');
  return [
    key,
    name,
    `Manufacturer#${maker}`,
    `Brand#${maker}${dice.between(1, 2)}`,
    type,
    dice.between(1, 15),
    dice.one(containers),
  ];
}

function suppliersOf(part: number): number[] {
  return Array.from({ length: sizes.suppliersOfPart }, (_, index) => ((part + index * 7) % sizes.supplier) + 1);
}

function offer(dice: Dice, part: number, supplier: number): Cell[] {
  return [part, supplier, dice.between(1, 400), dice.money(1, 1000)];
}

function customer(dice: Dice, key: number): Cell[] {
  const nation = dice.between(0, nations.length - 1);
  const money = dice.money(-900, 9000);
  return [key, `Customer#${key}`, `road ${key}`, nation, phone(dice, nation), money, dice.one(segments), 'a customer'];
}

/** Creates an order and its lines. A third of the customers have no orders. */
function order(dice: Dice, key: number): { row: Cell[]; lines: Cell[][] } {
  const customerKey = dice.between(0, sizes.customer / 3 - 1) * 3 + dice.between(1, 2);
  const day = dice.between(0, lastOrderDay);
  const lines = Array.from({ length: dice.between(1, 7) }, (_, index) => line(dice, key, index + 1, day));
  const total = lines.reduce((sum, cells) => sum + Number(cells[5]), 0).toFixed(2);
  const open = lines.filter((cells) => cells[9] === 'O').length;
  const status = open === 0 ? 'F' : open === lines.length ? 'O' : 'P';
  const comment = dice.between(1, 8) === 1 ? 'some special requests' : 'an order';
  return { row: [key, customerKey, status, total, date(day), dice.one(priorities), 0, comment], lines };
}

function line(dice: Dice, order: number, number: number, orderDay: number): Cell[] {
  const part = dice.between(1, sizes.part);
  const quantity = dice.between(1, 50);
  const price = (quantity * dice.between(900, 2000)).toFixed(2);
  const [ship, commit] = [orderDay + dice.between(1, 121), orderDay + dice.between(30, 90)];
  const receipt = ship + dice.between(1, 30);
  const shipped = date(receipt) <= '1995-06-17';
  const flag = shipped ? dice.one(['R', 'A']) : 'N';
  const rates = [dice.between(0, 10) / 100, dice.between(0, 8) / 100];
  const days = [date(ship), date(commit), date(receipt)];
  const way = [dice.one(instructions), dice.one(shipModes)];
  const status = date(ship) > '1995-06-17' ? 'O' : 'F';
  return [order, part, dice.one(suppliersOf(part)), number, quantity, price, ...rates, flag, status, ...days, ...way];
}

function phone(dice: Dice, nation: number): string {
  return `${nation + 10}-${dice.between(100, 999)}-${dice.between(1000, 9999)}`;
}

function date(day: number): string {
  return new Date(firstDay + day * 86_400_000).toISOString().slice(0, 10);
}
