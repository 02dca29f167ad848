/** What a statement may be made of that is not its own words: comments, texts, quoted names. */
const notWords = /--[^\n]*|\/\*[^]*?\*\/|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:``|[^`])*`/g;

/** Words that begin a query, whatever follows. */
const queryWords = new Set(['SELECT', 'VALUES', 'TABLE']);
/** Words that begin a query, unless it goes on to write somewhere. */
const maybeQueryWords = new Set(['WITH', 'FROM', 'MAP', 'REDUCE', '(']);

/**
 * Whether a statement certainly is a query, which does nothing until an action runs it. Everything else, and what only might be
 * a query, is taken for a command: to run a query as a command costs little, a command as a query could run it twice or never.
 */
export function isQuery(statement: string): boolean {
  const words = statement.replaceAll(notWords, ' ').toUpperCase();
  const first = /^\s*([A-Z]+|\()/.exec(words)?.[1] ?? '';
  if (queryWords.has(first)) return true;
  return maybeQueryWords.has(first) && !/\b(?:INSERT|MERGE|UPDATE|DELETE)\b/.test(words);
}
