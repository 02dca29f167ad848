import { unknownWord } from '../errors/illegal-argument-exception.ts';

/**
 * Returns the value that a keyword maps to. As in Spark, letter case and underscores do not matter.
 *
 * @throws IllegalArgumentException when the keyword is unknown. The message lists the known ones.
 */
export function knownWord<T>(what: string, word: unknown, known: Readonly<Record<string, T>>): T {
  const wanted = typeof word === 'string' ? normalized(word) : undefined;
  const found = Object.entries(known).find(([each]) => normalized(each) === wanted);
  return found ? found[1] : unknownWord(what, word, Object.keys(known));
}

function normalized(word: string): string {
  return word.toLowerCase().replaceAll('_', '');
}
