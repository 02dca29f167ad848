import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { pages } from '../checks/docs/doc-examples.ts';
import { root } from '../setup/paths.mjs';
import { addressOf, allGuides, guidesIn, index, unlistedPages } from './guides.ts';

it('docs/README.md lists every page of docs/ once, and no other', () => {
  const files = allGuides().map(({ file }) => file);
  expect(unlistedPages(pages(), allGuides())).toEqual([]);
  expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  expect(new Set(files).size).toBe(files.length);
});

it('guidesIn() reads groups, titles and files, in order', () => {
  const text = `# Title
| [Not in a group](x.txt) |
## Start
| Guide         |       |
| ------------- | ----- |
| [One](one.md) | First |
## Clouds
| [Two](cloud/two.md) | Second |
| [Top](../README.md) | [No guide](three.md) |`;
  expect(guidesIn(text, index)).toEqual([
    { file: 'docs/one.md', title: 'One', group: 'Start' },
    { file: 'docs/cloud/two.md', title: 'Two', group: 'Clouds' },
    { file: 'README.md', title: 'Top', group: 'Clouds' },
  ]);
});

it('unlistedPages() finds a page without a group', () => {
  const guides = guidesIn('## Start\n| [One](one.md) |');
  expect(unlistedPages([index, 'docs/one.md', 'docs/two.md'], guides)).toEqual(['docs/two.md']);
});

it('the addresses of guides are unique and stay when a title changes', () => {
  const guides = allGuides();
  expect(new Set(guides.map(addressOf)).size).toBe(guides.length);
  expect(addressOf({ file: 'docs/cloud/glue.md', title: 'Any', group: 'Any' })).toBe('guides/cloud-glue');
  expect(addressOf({ file: 'CONTRIBUTING.md', title: 'Any', group: 'Any' })).toBe('guides/contributing');
});
