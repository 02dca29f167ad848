// Extends the Markdown of the site: diagrams, tables that fit on a phone, links to files outside of the site.
import { drawDiagram } from './diagrams.ts';
import { repositoryUrl, resolveOutsideLinks, type MarkdownToken } from './links.ts';

type Render = (tokens: MarkdownToken[], index: number, ...rest: unknown[]) => string;

interface State {
  readonly tokens: MarkdownToken[];
  readonly Token: new (type: string, tag: string, nesting: 0) => MarkdownToken;
}

/** The parts of markdown-it, which has no types of its own, that are used here. */
interface MarkdownIt {
  readonly core: { readonly ruler: { push(name: string, rule: (state: State) => void): void } };
  readonly renderer: { readonly rules: Record<string, Render | undefined> };
}

/** Adapts the parser of TypeDoc. */
export function extendMarkdown(parser: MarkdownIt): void {
  const { rules } = parser.renderer;
  const renderFence = rules['fence']!;
  rules['fence'] = (tokens, index, ...rest) => {
    const { info = '', content = '' } = tokens[index]!;
    if (info.trim() === 'mermaid') return `<div class="diagram" tabindex="0">${drawDiagram(content)}</div>\n`;
    // Output in columns does not wrap, but scrolls.
    return renderFence(tokens, index, ...rest).replace('<code class="text">', '<code class="text" tabindex="0">');
  };
  // A table that is too wide scrolls by itself, also with the keyboard.
  rules['table_open'] = () => '<div class="table" tabindex="0"><table>\n';
  rules['table_close'] = () => '</table></div>\n';
  parser.core.ruler.push('site', (state) => {
    for (const token of state.tokens) {
      if (token.children) token.children = resolveOutsideLinks(token.children, repositoryUrl());
    }
    unmarkEmptyHeadings(state.tokens);
    showCodeInHeadings(state);
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

/** TypeDoc takes the address of a heading, and its entry in the list of the page, only from tokens of text. */
function showCodeInHeadings({ tokens, Token }: State): void {
  const tokenOf = (type: string, content: string): MarkdownToken => Object.assign(new Token(type, '', 0), { content });
  tokens.forEach((token, index) => {
    if (tokens[index - 1]?.type !== 'heading_open') return;
    token.children = (token.children ?? []).flatMap((child) =>
      child.type === 'code_inline'
        ? [tokenOf('html_inline', '<code>'), tokenOf('text', child.content ?? ''), tokenOf('html_inline', '</code>')]
        : [child],
    );
  });
}
