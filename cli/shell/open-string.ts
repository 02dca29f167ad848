/** A string literal that the user is typing as an argument of a call. */
export interface OpenString {
  /** The text of the string so far. */
  readonly text: string;
  /** The names of variables earlier in the statement. One may hold the frame whose columns the string names. */
  readonly variables: readonly string[];
}

const quotes = ['"', "'", '`'];

/** Returns the string literal at the end of a line, or undefined if the line does not end within one that is an argument of a call. */
export function openString(line: string): OpenString | undefined {
  let code = '';
  let depth = 0;
  for (let index = 0; index < line.length; index++) {
    const character = line[index]!;
    if (quotes.includes(character)) {
      const end = endOfString(line, index);
      if (end === undefined) {
        return depth === 0 ? undefined : { text: line.slice(index + 1), variables: variablesIn(code) };
      }
      index = end;
      code += '""';
      continue;
    }
    if (character === '/' && line[index + 1] === '/') return undefined;
    if (character === '(') depth++;
    if (character === ')') depth--;
    code = character === ';' && depth === 0 ? '' : code + character;
  }
  return undefined;
}

function endOfString(line: string, start: number): number | undefined {
  for (let index = start + 1; index < line.length; index++) {
    if (line[index] === '\\') index++;
    else if (line[index] === line[start]) return index;
  }
  return undefined;
}

/** Returns the identifiers that are not members. */
function variablesIn(code: string): readonly string[] {
  return [...new Set(Array.from(code.matchAll(/(?<![.\w$])[A-Za-z_$][\w$]*/g), ([name]) => name))];
}

/** Returns the completions of a string with the names of columns, and the part of the text that they replace. */
export function completeColumns(text: string, columns: readonly string[]): readonly [readonly string[], string] {
  const whole = columns.filter((name) => name.startsWith(text));
  // A word in an expression in SQL.
  const word = /[\w$]*$/.exec(text)![0];
  const found = whole.length > 0 ? whole : columns.filter((name) => name.startsWith(word));
  return [found, whole.length > 0 ? text : word];
}
