/** Reads each JSON object that a job prints once. Reads complete lines only, because a kill may cut off the last one. */
export class JsonLines<Line extends { readonly type: string }> {
  #end = 0;

  /** Returns the lines since the last call. `output` is the whole output so far. */
  read(output: string): Line[] {
    const end = output.lastIndexOf('\n') + 1;
    const lines = output.slice(this.#end, end).split('\n').slice(0, -1);
    this.#end = end;
    return lines.map((line) => JSON.parse(line) as Line);
  }
}
