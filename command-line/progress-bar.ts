const maxBarWidth = 30;
const minBarWidth = 5;

/** Returns a bar that fits into one line of the terminal; a longer one could not be redrawn. */
export function barLine(done: number, most: number, words: string, columns: number): string {
  const text = `${done}/${most} ${words}`;
  const width = Math.min(maxBarWidth, columns - text.length - 2);
  if (width < minBarWidth) return text.slice(0, Math.max(0, columns - 1));
  const filled = most === 0 ? width : Math.floor((width * Math.min(done, most)) / most);
  return `${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${text}`;
}

/** A line on stderr that shows how far a task is. */
export interface ProgressBar {
  readonly draw: (done: number, most: number) => void;
  /** Ends the line. */
  readonly end: () => void;
}

/** Creates a bar on the terminal. Without a terminal, it shows nothing. */
export function progressBar(words: string, stream: NodeJS.WriteStream = process.stderr): ProgressBar {
  let isDrawn = false;
  return {
    draw(done, most) {
      if (!stream.isTTY) return;
      isDrawn = true;
      stream.write(`\r${barLine(done, most, words, stream.columns)}\u001B[K`);
    },
    end() {
      if (isDrawn) stream.write('\n');
      isDrawn = false;
    },
  };
}
