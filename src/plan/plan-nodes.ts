import type { Relation } from './relation.ts';

interface PlanNode {
  readonly $typeName?: string;
  readonly common?: { readonly planId?: bigint };
  readonly planId?: bigint;
}

/** The ids of the relations that a part of a plan uses directly, and of those that its columns belong to. */
export function usedPlanIds(part: object): bigint[] {
  const ids: bigint[] = [];
  walk(part, (node) => {
    const isRelation = node.$typeName === 'spark.connect.Relation';
    const id = isRelation ? node.common?.planId : node.planId;
    if (id !== undefined) ids.push(id);
    return !isRelation;
  });
  return ids;
}

/** All relations in a part of a plan, each once. */
export function relationsIn(part: object): Relation[] {
  const relations = new Set<PlanNode>();
  walk(part, (node) => {
    if (node.$typeName !== 'spark.connect.Relation') return true;
    if (relations.has(node)) return false;
    relations.add(node);
    return true;
  });
  return [...relations] as unknown as Relation[];
}

/** Visits the nodes of a part of a plan, but no literals, and goes into those for which `visit` says so. */
function walk(part: object, visit: (node: PlanNode) => boolean): void {
  const open: object[] = [part];
  for (let node = open.pop(); node; node = open.pop()) {
    if (ArrayBuffer.isView(node) || (node as PlanNode).$typeName === 'spark.connect.Expression.Literal') continue;
    if (!visit(node)) continue;
    for (const child of Object.values(node) as unknown[]) {
      if (typeof child === 'object' && child !== null) open.push(child);
    }
  }
}
