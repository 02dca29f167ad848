/** The JSON objects in what a job has printed so far: whole lines only, for the last one may be cut off by a kill. */
export function jsonLines<Line extends { readonly type: string }>(output: string): Line[] {
  return output
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line);
}
