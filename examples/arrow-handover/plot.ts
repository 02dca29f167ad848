import * as Plot from '@observablehq/plot';
import { tableFromIPC } from 'apache-arrow';
import { parseHTML } from 'linkedom';

/** Draws an Arrow IPC stream with Observable Plot, which reads the columns of an Arrow table. Returns an SVG document. */
export function withPlot(ipc: Uint8Array): string {
  const hours = tableFromIPC(ipc);
  const { document } = parseHTML('<html></html>'); // In a browser, Plot finds the document by itself.
  const chart = Plot.plot({
    document,
    marks: [Plot.barY(hours, { x: 'hour', y: 'load' }), Plot.ruleY([0])],
  });
  chart.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return chart.outerHTML;
}
