import { element } from './dom.ts';

/** The content of a table. The first cell of a row is its header. */
export interface TableContent {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A table with the data of a chart, which can be opened. It is only filled while it is open. */
export class DataTable {
  readonly element: HTMLDetailsElement;
  readonly #head = element('tr');
  readonly #body = element('tbody');
  #content: (() => TableContent) | undefined;
  #columns = '';

  constructor(caption: string, label = 'Table') {
    const table = element('table', {}, element('caption', {}, caption), element('thead', {}, this.#head), this.#body);
    // Focusable, so that the arrow keys scroll it.
    const scroll = element(
      'div',
      { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': `Table: ${caption}` },
      table,
    );
    this.element = element('details', { class: 'table' }, element('summary', {}, label), scroll);
    this.element.addEventListener('toggle', () => this.#render());
  }

  /** Changes the content. `content` is called only while the table is open. */
  update(content: () => TableContent): void {
    this.#content = content;
    this.#render();
  }

  #render(): void {
    if (!this.element.open || this.#content === undefined) return;
    const { columns, rows } = this.#content();
    if (columns.join() !== this.#columns) {
      this.#columns = columns.join();
      this.#head.replaceChildren(...columns.map((name) => element('th', { scope: 'col' }, name)));
    }
    this.#body.replaceChildren(
      ...rows.map(([first, ...others]) =>
        element('tr', {}, element('th', { scope: 'row' }, first), ...others.map((text) => element('td', {}, text))),
      ),
    );
  }
}
