import type { Relation } from './relation.ts';

interface PlanNode {
  readonly $typeName?: string;
  readonly common?: { readonly planId?: bigint };
  readonly planId?: bigint;
  readonly functionName?: string;
}

/** Returns the ids of the relations that a part of a plan uses directly, and of those that its columns belong to. */
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

/** Returns all distinct relations in a part of a plan. */
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

/** Returns whether a part of a plan contains a message with this name. */
export function contains(part: object, typeName: string): boolean {
  let found = false;
  walk(part, (node) => {
    found ||= node.$typeName === typeName;
    return !found;
  });
  return found;
}

/** Returns whether a part of a plan calls the function with this name. */
export function callsFunction(part: object, name: string): boolean {
  let found = false;
  walk(part, (node) => {
    found ||= node.$typeName === 'spark.connect.Expression.UnresolvedFunction' && node.functionName === name;
    return !found;
  });
  return found;
}

/** Visits the nodes of a part of a plan except literals. Descends into a node if `visit` returns true. */
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
