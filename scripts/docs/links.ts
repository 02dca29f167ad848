// Links of guides: to other guides, and to files that are not part of the site, such as sources.
import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import type { CommentDisplayPart, ProjectReflection, RelativeLinkDisplayPart } from 'typedoc';
import { root } from '../setup/paths.mjs';

type FileId = NonNullable<RelativeLinkDisplayPart['target']>;

const scheme = 'repository:';
const image = /\.(png|webp|svg|jpe?g|gif)$/;

/**
 * Returns the address of the repository's files on the forge, or undefined if it is not known. GitHub sets these
 * variables for its workflows.
 */
export function repositoryUrl(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_SHA: commit } = env;
  return server && repository && commit ? `${server}/${repository}/blob/${commit}/` : undefined;
}

/** Marks the links in a guide whose targets are files outside of the site. TypeDoc would copy the files. */
export function markOutsideLinks(parts: CommentDisplayPart[], project: ProjectReflection): CommentDisplayPart[] {
  return parts.map((part) => {
    if (part.kind !== 'relative-link' || part.target === undefined) return part;
    const target = project.files.resolve(part.target, project);
    if (typeof target !== 'string' || image.test(target) || !existsSync(target)) return part;
    const anchor = part.targetAnchor === undefined ? '' : `#${part.targetAnchor}`;
    return { kind: 'text', text: `${scheme}${relative(root, target)}${anchor}` };
  });
}

/** Writes the titles of guides where a text names their files, as in `[values.md](values.md)`. */
export function nameGuides(
  parts: CommentDisplayPart[],
  titleOf: (target: FileId) => string | undefined,
): CommentDisplayPart[] {
  return parts.map((part, index) => {
    const next = parts[index + 1];
    if (part.kind !== 'text' || next?.kind !== 'relative-link' || next.target === undefined) return part;
    const title = titleOf(next.target);
    return title === undefined ? part : { ...part, text: part.text.replace(/\[[\w./-]+\.md\]\($/, `[${title}](`) };
  });
}

/** A token of markdown-it. */
export interface MarkdownToken {
  readonly type: string;
  readonly info?: string;
  readonly content?: string;
  tag: string;
  children: MarkdownToken[] | null;
  attrGet(name: string): string | null;
  attrSet(name: string, value: string): void;
}

/** Turns marked links into links to the repository, or without an address for it, into plain text. */
export function resolveOutsideLinks(tokens: readonly MarkdownToken[], base: string | undefined): MarkdownToken[] {
  const open: boolean[] = [];
  return tokens.filter((token) => {
    if (token.type === 'link_close') return open.pop();
    if (token.type !== 'link_open') return true;
    const href = token.attrGet('href') ?? '';
    const isOutside = href.startsWith(scheme);
    if (isOutside && base !== undefined) token.attrSet('href', `${base}${href.slice(scheme.length)}`);
    open.push(!isOutside || base !== undefined);
    return open.at(-1);
  });
}

/** Names the start page in links to the folder of the site, which would list its files if it is opened from a disk. */
export function nameStartPage(html: string): string {
  return html.replace(/(href="(?:(?:\.\.\/)+|\.\/))(?=[#"])/g, '$1index.html');
}
