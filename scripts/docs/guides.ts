// The guides of the site: docs/README.md says which there are, in which group, and in which order.
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from '../setup/paths.mjs';

/** A page of the site that is written by hand. */
export interface Guide {
  /** The file, relative to the top folder, such as `docs/cloud/glue.md`. */
  readonly file: string;
  /** The short title, for navigation. */
  readonly title: string;
  readonly group: string;
}

/** The page that lists the guides, which is the start page of the site. */
export const index = join('docs', 'README.md');

const heading = /^## (.+)$/;
const row = /^\| \[(.+?)\]\((.+?\.md)\)/;

/** Returns the guides that a list in the format of docs/README.md names: tables below headings. */
export function guidesIn(text: string, file = index): Guide[] {
  let group = '';
  return text.split('\n').flatMap((line): Guide[] => {
    group = heading.exec(line)?.[1] ?? group;
    const [, title, link] = row.exec(line) ?? [];
    if (title === undefined || link === undefined) return [];
    return [{ file: join(dirname(file), link), title, group }];
  });
}

/** Returns all guides, in the order of docs/README.md. */
export function allGuides(): Guide[] {
  return guidesIn(readFileSync(join(root, index), 'utf8'));
}

/** Returns the pages that would have no place on the site. */
export function unlistedPages(files: readonly string[], guides: readonly Guide[]): string[] {
  const listed = new Set([index, ...guides.map(({ file }) => file)]);
  return files.filter((file) => !listed.has(file));
}

/** Returns the address of the page of a guide within the site, without extension. */
export function addressOf({ file }: Guide): string {
  const path = relative('docs', file).replace(/\.md$/, '');
  return `guides/${path.replaceAll('../', '').replaceAll('/', '-').toLowerCase()}`;
}
