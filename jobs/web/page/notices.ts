import type { Notice } from '../../monitor/job-snapshot.ts';
import { announce } from './announcements.ts';
import { element, whenChanged, type View } from './dom.ts';
import { time } from './format.ts';
import { icon } from './icons.ts';
import { chartCard } from './time-chart.ts';

/** What the job has reported, newest first. */
export function noticesView(): View<readonly Notice[]> {
  const list = element('ol', { class: 'notices' });
  const scroll = element(
    'div',
    { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': 'List of notices and errors' },
    list,
  );
  let known: readonly Notice[] | undefined;
  return {
    element: chartCard({ id: 'notices', title: 'Notices and errors', note: 'Newest first' }, scroll),
    update: whenChanged<readonly Notice[]>(
      (notices) => [notices],
      (notices) => {
        const newest = notices.at(-1);
        // The errors from before the page was opened are no news.
        if (known && newest?.level === 'error' && newest.at !== known.at(-1)?.at) announce(newest.sentence);
        known = notices;
        const items = notices.toReversed().map(noticeItem);
        list.replaceChildren(...(items.length === 0 ? [element('li', { class: 'none' }, 'None so far.')] : items));
      },
    ),
  };
}

function noticeItem({ at, level, sentence }: Notice): HTMLElement {
  return element(
    'li',
    { 'data-level': level },
    icon(level === 'error' ? 'bad' : 'idle'),
    element('time', { datetime: at }, time(at)),
    element('span', {}, element('span', { class: 'hidden' }, level === 'error' ? 'Error: ' : ''), sentence),
  );
}
