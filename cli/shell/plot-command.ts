import type { DataFrame, Plot, PlotKind } from '../../src/index.ts';
import { UserError } from '../../command-line/user-error.ts';

/** The columns of a plot, in the order in which the user names them. */
type Draw = (frame: DataFrame, first: string, others: readonly string[]) => Promise<Plot>;

const draws: Readonly<Record<PlotKind, Draw>> = {
  line: (frame, x, y) => frame.plot.line({ x, y }),
  area: (frame, x, y) => frame.plot.area({ x, y }),
  scatter: (frame, x, [y = '', color, size]) => frame.plot.scatter({ x, y, color, size }),
  bar: (frame, x, y) => frame.plot.bar(y.length === 0 ? { x, aggregate: 'count' } : { x, y }),
  barh: (frame, y, x) => frame.plot.barh(x.length === 0 ? { y, aggregate: 'count' } : { x, y }),
  pie: (frame, x, [y]) => frame.plot.pie(y === undefined ? { x, aggregate: 'count' } : { x, y }),
  hist: (frame, column, others) => frame.plot.hist({ column: [column, ...others] }),
  box: (frame, column, others) => frame.plot.box({ column: [column, ...others] }),
};

/** The kinds that need a second column. */
const pairs: ReadonlySet<string> = new Set<PlotKind>(['line', 'area', 'scatter']);

/** The kinds of plots. */
export const plotKinds: readonly string[] = Object.keys(draws);

/**
 * Draws a frame as a command says, such as `bar country amount`.
 *
 * @throws UserError when the command is not complete.
 */
export async function drawPlot(text: string, frame: DataFrame | undefined): Promise<Plot> {
  const [kind, ...columns] = wordsOf(text);
  if (kind === undefined || !Object.hasOwn(draws, kind)) {
    throw new UserError(
      `Name a kind of plot and columns, such as ".plot bar country amount". The kinds are ${plotKinds.join(', ')}.`,
    );
  }
  const [first, ...others] = columns;
  if (first === undefined || (pairs.has(kind) && others.length === 0)) {
    const example = pairs.has(kind) ? `.plot ${kind} day amount` : `.plot ${kind} amount`;
    throw new UserError(`Name the columns of the plot, such as "${example}".`);
  }
  if (frame === undefined) throw new UserError('No frame has been shown yet: show the one to plot first.');
  return draws[kind as PlotKind](frame, first, others);
}

/** Splits a command into words. A name in backticks, or within brackets, is one word: `sum(unit price)`. */
function wordsOf(text: string): readonly string[] {
  return text.match(/(?:`[^`]*`|\([^)]*\)|[^\s,`(])+/g) ?? [];
}
