// What DataFrames load when they draw the first plot, or when a notebook shows them.
export { drawBoxes } from './draw-boxes.ts';
export { drawBars, drawGroupedLines, drawPie } from './draw-groups.ts';
export { drawHistogram } from './draw-histogram.ts';
export { drawPoints } from './draw-points.ts';
export { displayFrame } from './display-frame.ts';
