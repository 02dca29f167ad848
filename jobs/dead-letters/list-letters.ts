import type { DeadLetter } from './dead-letter.ts';
import type { LetterSource, ReplayState } from './letter-source.ts';
import { formatPosition } from '../kafka/position.ts';
import { formatBytes, onOneLine } from './printable.ts';

/** The number of letters by reason. */
export interface ReasonCount {
  readonly reason: string;
  readonly letters: number;
  readonly replayed: number;
}

/** Receives the letters of a list, then the counts. */
export interface ListView {
  letter(letter: DeadLetter, replayed: ReplayState): void;
  end(counts: readonly ReasonCount[], others: number): void;
}

/** Passes up to `limit` letters to the view. The counts include all letters. */
export async function listLetters(letters: LetterSource, limit: number, view: ListView): Promise<void> {
  const stateOf = await letters.findReplays();
  const counts = new Map<string, ReasonCount>();
  let listed = 0;
  const others = await letters.forEach((letter) => {
    const { reason, position } = letter;
    const replayed = stateOf(position);
    const before = counts.get(reason) ?? { reason, letters: 0, replayed: 0 };
    counts.set(reason, {
      reason,
      letters: before.letters + 1,
      replayed: before.replayed + (replayed === 'yes' ? 1 : 0),
    });
    if (listed++ < limit) view.letter(letter, replayed);
  });
  const inOrder = [...counts.values()].toSorted((a, b) => b.letters - a.letters || (a.reason < b.reason ? -1 : 1));
  view.end(inOrder, others);
}

/** Creates a view that prints one JSON object per line. */
export function createJsonList(print: (text: string) => void): ListView {
  const write = (value: object): void => print(`${JSON.stringify(value)}\n`);
  return {
    letter: ({ position, time, reason, sentence, key }, replayed) =>
      write({
        type: 'letter',
        position: formatPosition(position),
        ...position,
        time: new Date(time).toISOString(),
        reason,
        message: sentence,
        key: key === null ? null : formatBytes(key),
        replayed,
      }),
    end: (counts, others) => write({ type: 'counts', ...totals(counts), other_messages: others, reasons: counts }),
  };
}

/** Creates a view that prints a line per letter and a table of counts. */
export function createTextList(print: (text: string) => void): ListView {
  const letterLine = (cells: readonly string[]): string => line(cells, [12, 24, 15, 8, 0]);
  const countLine = (cells: readonly string[]): string => line(cells, [15, 10, 0]);
  let isFirst = true;
  return {
    letter({ position, time, reason, sentence }, replayed) {
      if (isFirst) print(letterLine(['Position', 'Time', 'Reason', 'Replayed', 'Message']));
      isFirst = false;
      const when = new Date(time).toISOString();
      print(letterLine([formatPosition(position), when, onOneLine(reason), replayed, onOneLine(sentence)]));
    },
    end(counts, others) {
      if (!isFirst) print('\n');
      const { letters, replayed } = totals(counts);
      print(countLine(['Reason', 'Letters', 'Replayed']));
      for (const each of [...counts, { reason: 'all', letters, replayed }])
        print(countLine([onOneLine(each.reason), String(each.letters), String(each.replayed)]));
      if (others > 0) print(`Messages that are not dead letters of this topic: ${others}\n`);
    },
  };
}

function totals(counts: readonly ReasonCount[]): Omit<ReasonCount, 'reason'> {
  const sum = (field: 'letters' | 'replayed'): number => counts.reduce((total, each) => total + each[field], 0);
  return { letters: sum('letters'), replayed: sum('replayed') };
}

function line(cells: readonly string[], widths: readonly number[]): string {
  return `${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ')}\n`;
}
