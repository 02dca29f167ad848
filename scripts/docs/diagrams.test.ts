import { expect, it } from 'vitest';
import { blocksIn, pages } from '../checks/docs/doc-examples.ts';
import { drawDiagram } from './diagrams.ts';

const diagrams = pages()
  .flatMap(blocksIn)
  .filter(({ info }) => info === 'mermaid');

it.each(diagrams.map(({ file, line, code }) => [file, line, code] as const))(
  'the diagram at %s:%i has its labels, and needs no other server',
  (_file, _line, code) => {
    const svg = drawDiagram(code);
    const labels = [...code.matchAll(/\w\[\(?"?([\w ]+?)(?:<br>|[\])"])/g)].map(({ 1: label = '' }) => label);
    expect(labels.length).toBeGreaterThan(2);
    for (const label of labels) expect(svg).toContain(label);
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:/);
  },
);
