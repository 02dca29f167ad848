// Extends the Markdown of the site: diagrams, tables that fit on a phone, links to files outside of the site.
import { drawDiagram } from './diagrams.ts';
import { repositoryUrl, resolveOutsideLinks, type MarkdownToken } from './outside-links.ts';

type Render = (tokens: MarkdownToken[], index: number, ...rest: unknown[]) => string;

/** The parts of markdown-it, which has no types of its own, that are used here. */
interface MarkdownIt {
  readonly core: {
    readonly ruler: { push(name: string, rule: (state: { tokens: MarkdownToken[] }) => void): void };
  };
  readonly renderer: { readonly rules: Record<string, Render | undefined> };
}

/** Adapts the parser of TypeDoc. */
export function extendMarkdown(parser: MarkdownIt): void {
  const { rules } = parser.renderer;
  const renderFence = rules['fence']!;
  rules['fence'] = (tokens, index, ...rest) => {
    const { info = '', content = '' } = tokens[index]!;
    if (info.trim() === 'mermaid') return `<div class="diagram" tabindex="0">${drawDiagram(content)}</div>\n`;
    return renderFence(tokens, index, ...rest);
  };
  // A table that is too wide scrolls by itself, also with the keyboard.
  rules['table_open'] = () => '<div class="table" tabindex="0"><table>\n';
  rules['table_close'] = () => '</table></div>\n';
  parser.core.ruler.push('site', (state) => {
    for (const token of state.tokens) {
      if (token.children) token.children = resolveOutsideLinks(token.children, repositoryUrl());
    }
    unmarkEmptyHeadings(state.tokens);
  });
}

/** A heading without text says nothing about its column, and is not announced as one. */
function unmarkEmptyHeadings(tokens: readonly MarkdownToken[]): void {
  tokens.forEach((token, index) => {
    if (token.type !== 'th_open' || tokens[index + 1]?.content !== '') return;
    token.tag = 'td';
    tokens[index + 2]!.tag = 'td';
  });
}
