import type { AccountSnapshot } from '../../monitor/job-snapshot.ts';
import { deadLetterReasonCodes, deadLetterReasons } from '../../transactions/dead-letter-reason.ts';
import { whenChanged, type View } from './dom.ts';
import { count } from './format.ts';
import { ShareList } from './share-list.ts';
import { chartCard } from './time-chart.ts';

/** How many messages were rejected, by the reason. */
export function deadLettersView(): View<AccountSnapshot> {
  const list = new ShareList();
  return {
    element: chartCard(
      { id: 'dead-letters', title: 'Dead letters', note: 'Messages that the job cannot use' },
      list.element,
    ),
    update: whenChanged<AccountSnapshot>(
      (account) => [account],
      ({ deadByReason }) => {
        list.shares = deadLetterReasonCodes.map((reason) => ({
          label: reason,
          remark: deadLetterReasons[reason].description,
          value: deadByReason[reason] ?? 0,
          text: count(deadByReason[reason] ?? 0),
        }));
      },
    ),
  };
}
