import type { QueryIdentity } from '../../monitor/job-snapshot.ts';
import { element, setText, whenChanged, type View } from './dom.ts';
import { count, dateTime, unknown } from './format.ts';
import { parsePlan, type PlanNode } from './plan-tree.ts';
import { chartCard } from './time-chart.ts';

/** The rows of the table: the name and the text of each property. */
const properties: readonly (readonly [label: string, text: (query: QueryIdentity) => string | null])[] = [
  ['Query', ({ name }) => name],
  ['Generation', ({ generation }) => String(generation)],
  ['Started', ({ startedAt }) => dateTime(startedAt)],
  ['Query ID', ({ id }) => id],
  ['Run ID', ({ runId }) => runId],
  ['Session ID', ({ sessionId }) => sessionId],
  ['Spark', ({ sparkVersion, remote }) => `${sparkVersion ?? 'version unknown'} at ${remote}`],
  ['Kafka', ({ kafkaServers }) => kafkaServers.join(', ')],
  ['Topic', ({ topic }) => topic],
  ['Results topic', ({ resultsTopic }) => resultsTopic],
  ['Dead-letter topic', ({ deadLetterTopic }) => deadLetterTopic],
  ['Windows', ({ windowDuration, slideDuration }) => `${windowDuration} s every ${slideDuration} s`],
  ['Watermark', ({ watermark }) => `${watermark} s`],
  ['Trigger', ({ trigger }) => `${trigger} s`],
  ['Records per batch', ({ maxOffsetsPerTrigger }) => `at most ${count(maxOffsetsPerTrigger)}`],
  ['Checkpoint', ({ checkpoint }) => checkpoint],
  ['Archive', ({ archive }) => archive],
  ['Lag group', ({ lagGroup }) => lagGroup],
  ['Plan fingerprint', ({ planFingerprint }) => planFingerprint],
];

/** The identity and the configuration of the query. */
export function queryView(): View<QueryIdentity> {
  const rows = properties.map(([label, text]) => ({ label, text, cell: element('td', {}, unknown) }));
  const body = rows.map(({ label, cell }) => element('tr', {}, element('th', { scope: 'row' }, label), cell));
  const table = element(
    'table',
    { class: 'properties', 'aria-labelledby': 'query-title' },
    element('tbody', {}, ...body),
  );
  return {
    element: chartCard({ id: 'query', title: 'Query', note: 'Identity and configuration' }, table),
    update: whenChanged<QueryIdentity>(
      (query) => [query],
      (query) => {
        for (const { cell, text } of rows) setText(cell, text(query) ?? unknown);
      },
    ),
  };
}

/** The plan of the query as a tree. */
export function planView(): View<QueryIdentity> {
  const place = element('div', { class: 'plan' }, element('p', { class: 'none' }, 'Not known yet.'));
  const scroll = element(
    'div',
    { class: 'scroll tall', tabindex: 0, role: 'group', 'aria-label': 'Tree of the plan' },
    place,
  );
  return {
    element: chartCard({ id: 'plan', title: 'Plan', note: 'As Spark explains it' }, scroll),
    update: whenChanged<QueryIdentity>(
      ({ plan }) => [plan],
      ({ plan }) => {
        if (plan !== null) place.replaceChildren(planList(parsePlan(plan)));
      },
    ),
  };
}

function planList(nodes: readonly PlanNode[]): HTMLElement {
  return element('ul', {}, ...nodes.map(planItem));
}

/** Longer descriptions of operators are cut, and can be opened. */
const longText = 100;

function planItem({ text, children }: PlanNode): HTMLElement {
  const below = children.length === 0 ? undefined : planList(children);
  if (text.startsWith('==')) return element('li', { class: 'heading' }, text.replaceAll('=', '').trim(), below);
  // Such as `*(2) HashAggregate(keys=…)`.
  const [, stage, name, rest] = /^(\*\(\d+\) )?(\w*)(.*)$/s.exec(text)!;
  const head = [element('span', { class: 'stage' }, stage ?? ''), element('b', {}, name)];
  if (text.length <= longText) return element('li', {}, element('code', {}, ...head, rest), below);
  const summary = element('summary', {}, element('code', {}, ...head, `${rest!.slice(0, longText - name!.length)}…`));
  return element('li', {}, element('details', {}, summary, element('code', { class: 'full' }, rest)), below);
}
