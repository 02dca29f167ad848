import type { PageSnapshot } from '../page-snapshot.ts';
import { timeCharts } from './charts.ts';
import { DataTable } from './data-table.ts';
import { whenChanged, type View } from './dom.ts';
import { bytes, count } from './format.ts';

/** The size of the state over time, and of each operator now. */
export function stateView(): View<PageSnapshot> {
  const chart = timeCharts.state();
  const table = new DataTable('State of the operators', 'Table of operators');
  chart.element.append(table.element);
  const renderOperators = whenChanged<PageSnapshot['state']>(
    (state) => [state],
    ({ operators }) =>
      table.update(() => ({
        columns: ['Operator', 'Rows', 'Memory', 'Dropped as late'],
        rows: operators.map((operator) => [
          operator.name,
          count(operator.rows),
          bytes(operator.bytes),
          count(operator.dropped),
        ]),
      })),
  );
  return {
    element: chart.element,
    update(snapshot) {
      chart.update(snapshot.history);
      renderOperators(snapshot.state);
    },
  };
}
