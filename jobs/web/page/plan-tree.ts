/** An operator of a plan, or a heading. */
export interface PlanNode {
  readonly text: string;
  readonly children: readonly PlanNode[];
}

/** Each level of Spark's text is indented by three characters, such as `+- `, `:- ` or `:  `. */
const level = 3;

/** Parses a plan as Spark explains it: a tree whose lines begin with `+- ` or `:- `. A heading has the lines below it as children. */
export function parsePlan(plan: string): readonly PlanNode[] {
  const roots: Draft[] = [];
  let path: Draft[] = [];
  for (const line of plan.split('\n').filter((line) => line.trim() !== '')) {
    const { depth, text } = parseLine(line);
    const node: Draft = { text, children: [] };
    const isHeading = depth === 0 && text.startsWith('==');
    const hasHeading = path[0]?.text.startsWith('==') === true;
    path = isHeading ? [] : path.slice(0, depth + (hasHeading ? 1 : 0));
    (path.at(-1)?.children ?? roots).push(node);
    path.push(node);
  }
  return roots;
}

interface Draft extends PlanNode {
  readonly children: Draft[];
}

function parseLine(line: string): { readonly depth: number; readonly text: string } {
  const [, indent, branch, text] = /^((?:[: ] {2})*)([+:]- )?(.*)$/.exec(line)!;
  return { depth: indent!.length / level + (branch === undefined ? 0 : 1), text: text! };
}
