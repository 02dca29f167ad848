/** The shapes of the icons, on a grid of 16 by 16. */
const shapes = {
  good: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm3.6 5.2-4.2 5-2.9-2.7 1-1.1 1.8 1.7 3.2-3.8Z',
  bad: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm3 9-1 1-2-2-2 2-1-1 2-2-2-2 1-1 2 2 2-2 1 1-2 2Z',
  warning: 'M8 1.2 15.4 14.4H.6Zm-.8 4.6.2 4.4h1.2l.2-4.4Zm.8 5.2a.9.9 0 1 0 0 1.8.9.9 0 0 0 0-1.8Z',
  waiting:
    'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1.6a5.4 5.4 0 1 1 0 10.8A5.4 5.4 0 0 1 8 2.6Zm-.8 1.9v4l2.9 1.9.8-1.2L8.7 7.8V4.5Z',
  idle: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1.6a5.4 5.4 0 1 1 0 10.8A5.4 5.4 0 0 1 8 2.6Z',
} as const;

/** An icon for a state. Each has a different shape, so that color is not the only difference. */
export type Icon = keyof typeof shapes;

/** Creates an icon. The text next to it has its meaning, so assistive technology skips it. */
export function icon(name: Icon): SVGSVGElement {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  const path = document.createElementNS(namespace, 'path');
  path.setAttribute('d', shapes[name]);
  path.setAttribute('fill-rule', 'evenodd');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', `icon ${name}`);
  svg.append(path);
  return svg;
}
