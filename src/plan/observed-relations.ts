import type { Relation } from './relation.ts';

/** What of a plan may compute metrics on the way. */
export interface ObservedParts {
  readonly relations: readonly Relation[];
  /** The tables it reads by name and its SQL, in which there may be views over such relations. */
  readonly texts: readonly string[];
}

/** Looks through a plan, or a part of it. However deep it is, that takes no stack. */
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
