import type { PageSnapshot } from '../page-snapshot.ts';
import { element, setText, type View } from './dom.ts';
import { count, dollars, duration, rate, seconds, time } from './format.ts';

/** A big number with its name and a remark. */
interface Figure {
  readonly id: string;
  readonly label: string;
  readonly value: (snapshot: PageSnapshot) => string;
  readonly remark: (snapshot: PageSnapshot) => string;
}

const onlyOnce = ({ totals }: PageSnapshot, text: string): string =>
  totals.countsOnce ? text : 'overlapping windows count a record more than once';

const figures: readonly Figure[] = [
  {
    id: 'records',
    label: 'Records',
    value: ({ totals }) => count(totals.records),
    remark: (snapshot) => onlyOnce(snapshot, `in ${count(snapshot.totals.windows)} windows`),
  },
  {
    id: 'value',
    label: 'Value',
    value: ({ totals }) => dollars(totals.value),
    remark: (snapshot) => onlyOnce(snapshot, 'of all records in windows'),
  },
  {
    id: 'rate',
    label: 'Records per second',
    value: ({ recordsPerSecond }) => rate(recordsPerSecond),
    remark: ({ batch }) => `last batch: ${rate(batch?.processedRecordsPerSecond)}`,
  },
  {
    id: 'latency',
    label: 'Latency, median',
    value: ({ latency }) => duration(latency.p50),
    remark: ({ latency }) => `95 % within ${duration(latency.p95)}`,
  },
  {
    id: 'lag',
    label: 'Lag',
    value: ({ lag }) => count(lag.records),
    remark: ({ lag }) => `records in ${count(lag.partitions.length)} partitions`,
  },
  {
    id: 'watermark',
    label: 'Watermark behind',
    value: ({ watermark }) => seconds(watermark.behindSeconds),
    remark: ({ watermark }) => `watermark ${time(watermark.at)}`,
  },
];

/** The most important numbers. */
export function figuresView(): View<PageSnapshot> {
  const shown = figures.map((figure) => ({
    ...figure,
    number: element('dd', { class: 'number', 'data-figure': figure.id }, '–'),
    note: element('dd', { class: 'remark' }, '\u00a0'),
  }));
  const items = shown.map(({ label, number, note }) => element('div', {}, element('dt', {}, label), number, note));
  return {
    element: element('section', { class: 'card figures', 'aria-label': 'Figures' }, element('dl', {}, ...items)),
    update(snapshot) {
      for (const { number, note, value, remark } of shown) {
        setText(number, value(snapshot));
        setText(note, remark(snapshot));
      }
    },
  };
}
