/** The names under which a plan, or a part of it, computes metrics on the way. */
export function observedNames(part: unknown): string[] {
  if (typeof part !== 'object' || part === null || part instanceof Uint8Array) return [];
  const own = isMetrics(part) ? [part.value.name] : [];
  return [...own, ...Object.values(part).flatMap(observedNames)];
}

function isMetrics(part: object): part is { readonly value: { readonly name: string } } {
  return 'case' in part && part.case === 'collectMetrics';
}
