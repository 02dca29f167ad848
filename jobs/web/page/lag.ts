import type { PageSnapshot } from '../page-snapshot.ts';
import { timeCharts } from './charts.ts';
import { DataTable } from './data-table.ts';
import { element, whenChanged, type View } from './dom.ts';
import { count } from './format.ts';
import { ShareList } from './share-list.ts';

/** The lag of the topic over time, and of each partition now. */
export function lagView(): View<PageSnapshot> {
  const chart = timeCharts.lag();
  const list = new ShareList();
  const table = new DataTable('Offsets of the partitions', 'Table of partitions');
  const partitions = element(
    'div',
    { class: 'scroll short', tabindex: 0, role: 'group', 'aria-label': 'Lag per partition' },
    list.element,
  );
  const heading = element('h3', {}, 'Per partition');
  chart.element.append(heading, partitions, table.element);
  const renderPartitions = whenChanged<PageSnapshot['lag']>(
    (lag) => [lag],
    ({ partitions }) => {
      list.shares = partitions.map(({ partition, records }) => ({
        label: `Partition ${partition}`,
        value: records,
        text: count(records),
      }));
      table.update(() => ({
        columns: ['Partition', 'Offset', 'End', 'Lag'],
        rows: partitions.map(({ partition, offset, end, records }) => [
          String(partition),
          count(offset),
          count(end),
          count(records),
        ]),
      }));
    },
  );
  return {
    element: chart.element,
    update(snapshot) {
      chart.update(snapshot.history);
      renderPartitions(snapshot.lag);
    },
  };
}
