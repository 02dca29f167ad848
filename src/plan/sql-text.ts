/** Keywords that always start a query. */
const queryKeywords: readonly string[] = ['SELECT', 'VALUES', 'TABLE'];
/** Keywords that start a query, unless the statement also writes data. */
const possibleQueryKeywords: readonly string[] = ['WITH', 'FROM', 'MAP', 'REDUCE', '('];

/**
 * Returns whether a statement is certainly a query, which has no effect until an action runs it. All other statements
 * are treated as commands: running a query as a command costs little, but a command treated as a query might run twice
 * or never.
 */
export function isQuery(statement: string): boolean {
  const word = firstWord(statement);
  if (queryKeywords.includes(word)) return true;
  return possibleQueryKeywords.includes(word) && !/\b(?:INSERT|MERGE|UPDATE|DELETE)\b/i.test(statement);
}

/** Returns the first word in uppercase, or the first character, after comments, which may be nested. */
function firstWord(statement: string): string {
  const gap = /(?:\s|--(?:\\\n|[^\n])*)*/y;
  gap.exec(statement);
  let at = gap.lastIndex;
  if (!statement.startsWith('/*', at)) return /[A-Za-z]+|[^]?/y.exec(statement.slice(at))?.[0].toUpperCase() ?? '';
  for (let depth = 0; at < statement.length;) {
    const bracket = statement.slice(at, at + 2);
    depth += bracket === '/*' ? 1 : bracket === '*/' ? -1 : 0;
    at += bracket === '/*' || bracket === '*/' ? 2 : 1;
    if (depth === 0) break;
  }
  return firstWord(statement.slice(at));
}
