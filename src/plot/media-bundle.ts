/** Contents by media type, of which a notebook shows the one that it likes best. */
export type MediaBundle = Readonly<Record<string, unknown>>;

/** The name of the method that the kernel of Deno calls to show a value. */
export const displaySymbol: symbol = Symbol.for('Jupyter.display');
