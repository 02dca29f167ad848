// The page: connects to the server, and shows each snapshot in all views.
import type { PageSnapshot } from '../page-snapshot.ts';
import { AccountView } from './account.ts';
import { timeCharts } from './charts.ts';
import { followSnapshots } from './connection.ts';
import { demoView } from './controls.ts';
import { deadLettersView } from './dead-letters.ts';
import { element } from './dom.ts';
import { figuresView } from './figures.ts';
import { HeaderView } from './header.ts';
import { lagView } from './lag.ts';
import { noticesView } from './notices.ts';
import { PhasesChart } from './phases-chart.ts';
import { planView, queryView } from './query.ts';
import { stateView } from './state.ts';
import { WindowsChart } from './windows-chart.ts';

const header = new HeaderView(document.getElementById('header')!);
const account = new AccountView(document.getElementById('account')!);
const figures = figuresView();
const demo = demoView();
const windows = new WindowsChart();
const [rate, latency, watermark] = [timeCharts.rate(), timeCharts.latency(), timeCharts.watermark()];
const [lag, phases, state] = [lagView(), new PhasesChart(), stateView()];
const [deadLetters, notices, plan, query] = [deadLettersView(), noticesView(), planView(), queryView()];

const grid = (name: string, ...views: readonly { readonly element: HTMLElement }[]): HTMLElement =>
  element('div', { class: `grid ${name}` }, ...views.map((view) => view.element));

document
  .getElementById('main')!
  .append(
    figures.element,
    demo.element,
    grid('wide-first', windows, rate),
    grid('thirds', latency, watermark, state, phases, lag, deadLetters),
    notices.element,
    grid('wide-first', plan, query),
  );

function show(snapshot: PageSnapshot): void {
  header.update(snapshot);
  account.update(snapshot.account);
  figures.update(snapshot);
  demo.update(snapshot);
  windows.update(snapshot.windows);
  for (const chart of [rate, latency, watermark, phases]) chart.update(snapshot.history);
  lag.update(snapshot);
  state.update(snapshot);
  deadLetters.update(snapshot.account);
  notices.update(snapshot.notices);
  plan.update(snapshot.query);
  query.update(snapshot.query);
}

let next: PageSnapshot | undefined;

/** Shows the newest snapshot in the next frame. A hidden page has no frames, so it does no work. */
function showInNextFrame(snapshot: PageSnapshot): void {
  if (next === undefined) requestAnimationFrame(showNext);
  next = snapshot;
}

function showNext(): void {
  const snapshot = next!;
  next = undefined;
  const start = performance.now();
  show(snapshot);
  performance.clearMeasures('update');
  performance.measure('update', { start });
}

followSnapshots({
  onSnapshot: showInNextFrame,
  onConnected: (isConnected) => (header.isConnected = isConnected),
});
