import { expect, it } from 'vitest';
import { accessible } from './accessible-html.ts';

it('states the level of headings whose elements skip one', () => {
  expect(accessible('<h1>A</h1><h4 id="b">B</h4><h4>C</h4><h5>D</h5><h2>E</h2><h3>F</h3>')).toBe(
    '<h1>A</h1><h4 aria-level="2" id="b">B</h4><h4 aria-level="2">C</h4><h5 aria-level="3">D</h5><h2>E</h2><h3>F</h3>',
  );
});

it('adds landmarks, and removes permalinks from summaries only', () => {
  const link = '<a href="#x" class="tsd-anchor-icon"><svg></svg></a>';
  expect(accessible(`<div class="col-content"><h1>A${link}</h1><summary>B${link}</summary></div>`)).toBe(
    `<div class="col-content" role="main"><h1>A${link}</h1><summary>B</summary></div>`,
  );
});
