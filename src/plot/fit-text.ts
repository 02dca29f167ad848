import stringWidth from 'string-width';

const ellipsis = '…';

const segmenter = new Intl.Segmenter();

/** Returns text of exactly this width, cut if it is wider. */
export function padded(text: string, width: number, alignsRight = false): string {
  const cut = truncated(text, width);
  const space = ' '.repeat(width - stringWidth(cut));
  return alignsRight ? space + cut : cut + space;
}

/** Cuts text to a width, at the boundary of what the user perceives as characters. */
export function truncated(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let [cut, used] = ['', 0];
  for (const { segment } of segmenter.segment(text)) {
    used += stringWidth(segment);
    if (used > width - 1) break;
    cut += segment;
  }
  return cut + ellipsis;
}
