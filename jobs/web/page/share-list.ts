import { element, setText } from './dom.ts';

/** A row of a {@link ShareList}. */
export interface Share {
  readonly label: string;
  readonly remark?: string;
  readonly value: number;
  readonly text: string;
}

/** A list of numbers with bars that compare them. */
export class ShareList {
  readonly element: HTMLElement = element('ul', { class: 'shares' });
  readonly #rows = new Map<string, Row>();

  set shares(shares: readonly Share[]) {
    const highest = Math.max(1, ...shares.map(({ value }) => value));
    const labels = new Set(shares.map(({ label }) => label));
    for (const [label, { item }] of this.#rows) {
      if (labels.has(label)) continue;
      item.remove();
      this.#rows.delete(label);
    }
    for (const share of shares) {
      const row = this.#rows.get(share.label) ?? this.#add(share);
      setText(row.number, share.text);
      row.bar.style.width = `${(share.value / highest) * 100}%`;
    }
  }

  #add({ label, remark }: Share): Row {
    const number = element('span', { class: 'share-number' });
    const bar = element('span');
    const item = element(
      'li',
      {},
      element('span', { class: 'share-label' }, label),
      number,
      element('span', { class: 'share-bar', 'aria-hidden': 'true' }, bar),
      remark === undefined ? undefined : element('span', { class: 'share-remark' }, remark),
    );
    const row = { item, number, bar };
    this.#rows.set(label, row);
    this.element.append(item);
    return row;
  }
}

interface Row {
  readonly item: HTMLElement;
  readonly number: HTMLElement;
  readonly bar: HTMLElement;
}
