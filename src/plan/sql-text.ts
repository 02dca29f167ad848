/** Words that begin a query, whatever follows. */
const queryWords: readonly string[] = ['SELECT', 'VALUES', 'TABLE'];
/** Words that begin a query, unless it goes on to write somewhere. */
const maybeQueryWords: readonly string[] = ['WITH', 'FROM', 'MAP', 'REDUCE', '('];

/**
 * Whether a statement certainly is a query, which does nothing until an action runs it. Everything else, and what only might be
 * a query, is taken for a command: to run a query as a command costs little, a command as a query could run it twice or never.
 */
export function isQuery(statement: string): boolean {
  const word = firstWord(statement);
  if (queryWords.includes(word)) return true;
  return maybeQueryWords.includes(word) && !/\b(?:INSERT|MERGE|UPDATE|DELETE)\b/i.test(statement);
}

/** The first word in capitals, or the first sign, after comments, which may hold comments themselves. */
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
