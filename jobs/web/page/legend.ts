import { element, setText } from './dom.ts';

/** An entry of a legend. */
export interface LegendItem {
  readonly label: string;
  /** The custom property with the color. */
  readonly color: string;
  readonly mark: 'line' | 'dashed' | 'solid' | 'hatched';
}

/** The names and current values of the series of a chart. */
export class Legend {
  readonly element: HTMLElement = element('ul', { class: 'legend' });
  #values: readonly HTMLElement[] = [];

  constructor(items: readonly LegendItem[] = []) {
    this.items = items;
  }

  set items(items: readonly LegendItem[]) {
    this.#values = items.map(() => element('span', { class: 'legend-value' }));
    this.element.replaceChildren(
      ...items.map(({ label, color, mark }, index) => {
        const key = element('span', { class: `key ${mark}`, 'aria-hidden': 'true' });
        key.style.color = `var(${color})`;
        return element('li', {}, key, element('span', {}, label), this.#values[index]);
      }),
    );
  }

  set values(values: readonly string[]) {
    this.#values.forEach((target, index) => setText(target, values[index] ?? ''));
  }
}
