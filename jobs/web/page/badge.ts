import { element, setAttribute, setText } from './dom.ts';
import { icon, type Icon } from './icons.ts';

/** A short state with an icon. */
export class Badge {
  readonly element: HTMLElement;
  readonly #text: HTMLElement;
  #shape: SVGSVGElement;
  #icon: Icon = 'idle';

  constructor(label?: string) {
    this.#shape = icon(this.#icon);
    this.#text = element('span', { class: 'badge-text' });
    const name = label === undefined ? undefined : element('span', { class: 'badge-label' }, label);
    this.element = element('span', { class: 'badge' }, this.#shape, name, this.#text);
  }

  set(shape: Icon, text: string): void {
    setText(this.#text, text);
    if (shape === this.#icon) return;
    this.#icon = shape;
    const replacement = icon(shape);
    this.#shape.replaceWith(replacement);
    this.#shape = replacement;
    setAttribute(this.element, 'data-tone', shape);
  }
}
