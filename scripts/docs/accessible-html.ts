// Repairs what the theme of TypeDoc lacks for screen readers and keyboards.

/** Adds landmarks and levels of headings to a page, and removes links inside of buttons. */
export function accessible(html: string): string {
  return withoutNestedLinks(withHeadingLevels(withLandmarks(html)));
}

function withLandmarks(html: string): string {
  return html
    .replace('<div class="col-content">', '<div class="col-content" role="main">')
    .replace('<div class="col-sidebar">', '<div class="col-sidebar" role="complementary">');
}

/** States the level of each heading, because the theme chooses elements by their size, and skips levels. */
function withHeadingLevels(html: string): string {
  const above: number[] = [];
  return html.replace(/<h([1-6])(?=[\s>])/g, (tag, digit: string) => {
    const size = Number(digit);
    while ((above.at(-1) ?? 0) >= size) above.pop();
    above.push(size);
    return above.length === size ? tag : `${tag} aria-level="${above.length}"`;
  });
}

/** A summary opens and closes its details. A link inside of it cannot be reached. */
function withoutNestedLinks(html: string): string {
  const permalink = /<a [^>]*class="tsd-anchor-icon".*?<\/a>/gs;
  return html.replace(/<summary.*?<\/summary>/gs, (summary) => summary.replace(permalink, ''));
}
