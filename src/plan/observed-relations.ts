import type { Relation } from './relation.ts';

/** The parts of a plan that may compute metrics. */
export interface ObservedParts {
  readonly relations: readonly Relation[];
  /** Table names and SQL queries in the plan, which may refer to views of such relations. */
  readonly texts: readonly string[];
}

/** Searches a plan, or part of one, without recursion, so that it can be of any depth. */
export function observedParts(part: unknown): ObservedParts {
  const relations: Relation[] = [];
  const texts: string[] = [];
  const seen = new Set<object>();
  const rest = [part];
  while (rest.length > 0) {
    const next = rest.pop();
    if (typeof next !== 'object' || next === null || next instanceof Uint8Array || seen.has(next)) continue;
    seen.add(next);
    if (isRelation(next) && next.relType.case === 'collectMetrics') relations.push(next);
    texts.push(...textOf(next));
    for (const child of Object.values(next)) rest.push(child);
  }
  return { relations, texts };
}

interface Named {
  readonly case?: unknown;
  readonly value?: { readonly unparsedIdentifier?: string; readonly query?: string; readonly sql?: string };
}

function textOf({ case: kind, value }: Named): string[] {
  if (kind === 'namedTable') return [value!.unparsedIdentifier!];
  if (kind === 'sql') return [value!.query!];
  return kind === 'sqlCommand' ? [value!.sql!] : [];
}

function isRelation(part: object): part is Relation {
  return 'relType' in part;
}
