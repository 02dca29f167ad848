import { unknownWord } from '../errors/illegal-argument-exception.ts';

/**
 * What a word stands for. As in Spark, neither its case nor underscores in it matter.
 *
 * @throws IllegalArgumentException for an unknown word, naming the known ones.
 */
export function knownWord<T>(what: string, word: unknown, known: Readonly<Record<string, T>>): T {
  const wanted = typeof word === 'string' ? plain(word) : undefined;
  const found = Object.entries(known).find(([each]) => plain(each) === wanted);
  return found ? found[1] : unknownWord(what, word, Object.keys(known));
}

function plain(word: string): string {
  return word.toLowerCase().replaceAll('_', '');
}
