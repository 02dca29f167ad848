// Draws the Mermaid diagrams of the guides when the site is built, so that pages need no script for them.
import { renderMermaidSVG } from 'beautiful-mermaid';

/** Returns a diagram as an SVG element whose colors follow the theme of the page. */
export function drawDiagram(text: string): string {
  const svg = renderMermaidSVG(text, {
    transparent: true,
    padding: 8,
    bg: 'var(--color-background)',
    fg: 'var(--color-text)',
    muted: 'var(--color-text)',
    line: 'var(--color-text-aside)',
  });
  const width = Number(/ width="([\d.]+)"/.exec(svg)?.[1]);
  return (
    svg
      // The renderer asks for a font of another server.
      .replace(/^.*@import url\(.*\n/gm, '')
      .replace(/font-family: '[^']*', /g, 'font-family: ')
      // It shrinks only as far as it can be read.
      .replace(' style="', ` style="min-width:${Math.round(width * 0.65)}px;`)
  );
}
