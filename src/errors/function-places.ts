/** A place in the source text of a function, and in the program. */
export interface FunctionPlace {
  /** The line of the text of the function, counted from 1. */
  readonly line: number;
  /** The file and the line in the program, if they can be found. */
  readonly location: string | undefined;
}

/** Finds the place of a line of the script that ran in Spark. */
export type PlaceFinder = (scriptLine: number) => FunctionPlace | undefined;

const maxFinders = 1000;

/** The functions that this process has made, of which the oldest are forgotten. */
const finders = new Map<string, PlaceFinder>();

/** Remembers how to find the places of a function in the program, in case it fails in Spark. */
export function rememberPlaces(id: string, finder: PlaceFinder): void {
  finders.delete(id);
  finders.set(id, finder);
  const [oldest] = finders.keys();
  if (finders.size > maxFinders && oldest !== undefined) finders.delete(oldest);
}

/** Returns the place of a line of a script, or undefined if another process made the function. */
export function placeInProgram(id: string, scriptLine: number): FunctionPlace | undefined {
  return scriptLine > 0 ? finders.get(id)?.(scriptLine) : undefined;
}
