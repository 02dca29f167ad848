/** A child of an element: text or another node. `undefined` is left out. */
type Child = Node | string | undefined;

type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** Creates an element. An attribute whose value is `undefined` or `false` is left out. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const created = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(created, name, value);
  created.append(...children.filter((child) => child !== undefined));
  return created;
}

/** Sets, changes or removes an attribute. Does nothing if it already has the value. */
export function setAttribute(target: Element, name: string, value: string | number | boolean | undefined): void {
  if (value === undefined || value === false) target.removeAttribute(name);
  else if (target.getAttribute(name) !== String(value)) target.setAttribute(name, value === true ? '' : String(value));
}

/** Changes the text of an element. Does nothing if it already has the text, so that a selection survives. */
export function setText(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

/** A part of the page that shows a part of the snapshot. */
export interface View<Shown> {
  readonly element: HTMLElement;
  update(shown: Shown): void;
}

/**
 * Returns a function that calls `render` if any part of its argument is a different object than in the last call. Parts of a
 * snapshot that have not changed remain the same objects.
 */
export function whenChanged<Shown>(
  parts: (shown: Shown) => readonly unknown[],
  render: (shown: Shown) => void,
): (shown: Shown) => void {
  let last: readonly unknown[] | undefined;
  return (shown) => {
    const current = parts(shown);
    if (last !== undefined && current.every((part, index) => part === last![index])) return;
    last = current;
    render(shown);
  };
}
