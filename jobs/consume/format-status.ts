import type { AccountSnapshot, JobSnapshot } from '../monitor/job-snapshot.ts';
import { wrap } from './format-windows.ts';

/** A fact under the table of windows: its name and its parts, of which only whole ones are moved to another line. */
type Fact = readonly [name: string, parts: readonly string[]];

const separator = ' · ';

/** Formats what the consumer knows about its job, apart from the windows, in lines of at most `columns` characters. */
export function formatStatus(snapshot: JobSnapshot, columns: number): readonly string[] {
  const facts = factsOf(snapshot);
  const width = Math.max(...facts.map(([name]) => name.length)) + 2;
  return facts.flatMap(([name, parts]) => {
    const lines = joinParts(parts, columns - width);
    return lines.map((line, index) => `${(index === 0 ? name : '').padEnd(width)}${line}`);
  });
}

/** Formats the title of the job in lines of at most `columns` characters. */
export function formatTitle({ query, status, services }: JobSnapshot, columns: number): readonly string[] {
  const down = Object.entries(services).filter(([, service]) => service === 'down');
  const waiting =
    down.length > 0
      ? `waiting for ${down.map(([name]) => serviceNames[name as keyof typeof services]).join(' and ')}`
      : status;
  const version = query.sparkVersion === null ? [] : [`Spark ${query.sparkVersion}`];
  return joinParts([query.name, waiting, ...version], columns);
}

const serviceNames = { spark: 'Spark', kafka: 'Kafka' } as const;

function factsOf(snapshot: JobSnapshot): readonly Fact[] {
  const { totals, latency, watermark, lag, state, batch, recordsPerSecond, valuePerSecond } = snapshot;
  const partitions = lag.partitions.map(({ partition, records }) => `partition ${partition}: ${count(records)}`);
  return [
    [
      'records',
      [
        `${count(totals.records)} in ${count(totals.windows)} windows`,
        ...(totals.countsOnce ? [] : ['once per window']),
        `${money(totals.value)} in value`,
      ],
    ],
    ['rate', [`${rate(recordsPerSecond)} records/s`, `${money(valuePerSecond)} per second`]],
    ['latency', [`p50 ${seconds(latency.p50)}`, `p95 ${seconds(latency.p95)}`]],
    [
      'batch',
      batch ? [`#${batch.id}`, `${count(batch.records)} records`, `${count(batch.duration)} ms`] : ['none yet'],
    ],
    [
      'watermark',
      watermark.at === null
        ? ['none yet']
        : [`${watermark.at.slice(11, 19)} UTC`, `${(watermark.behindSeconds ?? 0).toFixed(1)} s ago`],
    ],
    ['lag', partitions.length === 0 ? ['not known yet'] : [`${count(lag.records)} records`, ...partitions]],
    ['state', [`${count(state.rows)} rows`, bytes(state.bytes)]],
    ['account', accountParts(snapshot.account)],
  ];
}

/** Formats the account as a sum with its result. */
export function accountParts(account: AccountSnapshot): readonly string[] {
  const { state, sent, counted, late, duplicate, dead, pending } = account;
  return [
    `${count(sent)} sent`,
    `${count(counted)} counted`,
    `${count(late)} late`,
    `${count(duplicate)} duplicate`,
    `${count(dead)} dead`,
    `${count(pending)} pending`,
    state,
  ];
}

function joinParts(parts: readonly string[], columns: number): readonly string[] {
  const lines: string[] = [];
  for (const part of parts
    .flatMap((each) => wrap(each, columns).split('\n'))
    .flatMap((each) => pieces(each, columns))) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + separator.length + part.length <= columns)
      lines[lines.length - 1] = `${line}${separator}${part}`;
    else lines.push(part);
  }
  return lines;
}

/** Cuts a word that is longer than a line. */
function pieces(text: string, columns: number): readonly string[] {
  const length = Math.max(1, columns);
  return Array.from({ length: Math.max(1, Math.ceil(text.length / length)) }, (_, index) =>
    text.slice(index * length, (index + 1) * length),
  );
}

const numbers = new Intl.NumberFormat('en');
const amounts = new Intl.NumberFormat('en', { style: 'currency', currency: 'USD' });
const count = (value: number): string => numbers.format(value);
const money = (value: number): string => amounts.format(value);
const rate = (value: number): string => (value < 10 ? value.toFixed(1) : count(Math.round(value)));
const seconds = (milliseconds: number | null): string =>
  milliseconds === null ? 'none yet' : `${(milliseconds / 1000).toFixed(2)} s`;

function bytes(value: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const power = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3));
  return `${(value / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}
