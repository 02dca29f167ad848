import { expect, it } from 'vitest';
import { nameGuides, nameStartPage, repositoryUrl, resolveOutsideLinks, type MarkdownToken } from './links.ts';

/** The tokens of `[source](…) and [guide](…)`. */
function tokens(): MarkdownToken[] {
  const token = (type: string, attributes: Record<string, string> = {}): MarkdownToken => ({
    type,
    tag: 'a',
    children: null,
    attrGet: (name) => attributes[name] ?? null,
    attrSet: (name, value) => (attributes[name] = value),
  });
  return [
    token('link_open', { href: 'repository:src/index.ts#L1' }),
    token('code_inline'),
    token('link_close'),
    token('text'),
    token('link_open', { href: 'values.html' }),
    token('text'),
    token('link_close'),
  ];
}

const typesOf = (given: readonly MarkdownToken[]): string[] => given.map(({ type }) => type);

it('a link to a source becomes plain text if the address of the repository is not known', () => {
  const resolved = resolveOutsideLinks(tokens(), undefined);
  expect(typesOf(resolved)).toEqual(['code_inline', 'text', 'link_open', 'text', 'link_close']);
  expect(resolved[2]?.attrGet('href')).toBe('values.html');
});

it('a link to a source leads to the repository if its address is known', () => {
  const env = { GITHUB_SERVER_URL: 'https://forge.example', GITHUB_REPOSITORY: 'me/it', GITHUB_SHA: 'abc' };
  const resolved = resolveOutsideLinks(tokens(), repositoryUrl(env));
  expect(typesOf(resolved)).toEqual(typesOf(tokens()));
  expect(resolved[0]?.attrGet('href')).toBe('https://forge.example/me/it/blob/abc/src/index.ts#L1');
  expect(repositoryUrl({})).toBeUndefined();
});

it('the name of a file becomes the title of the guide, and other texts of links stay', () => {
  const link = { kind: 'relative-link', text: 'values.md', target: 1 as never, targetAnchor: undefined } as const;
  const parts = [
    { kind: 'text', text: 'See [values.md](' } as const,
    link,
    { kind: 'text', text: '), [here](' } as const,
    link,
  ];
  const named = nameGuides(parts, () => 'Results and values');
  expect(named.map(({ text }) => text)).toEqual(['See [Results and values](', 'values.md', '), [here](', 'values.md']);
});

it('links to the start page name its file', () => {
  const html = '<a href="../">A</a> <a href="./#b">B</a> <a href="../guides/c.html">C</a> <a href="">D</a>';
  const named =
    '<a href="../index.html">A</a> <a href="./index.html#b">B</a> <a href="../guides/c.html">C</a> <a href="">D</a>';
  expect(nameStartPage(html)).toBe(named);
});
