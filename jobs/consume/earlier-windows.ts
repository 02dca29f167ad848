import type { Kafka } from 'kafkajs';
import type { Upsert } from '../../src/kafka.ts';
import type { Generations } from '../windows/generations.ts';
import { earlierWindows, isValid, windowsIn, type WindowsByKey } from '../windows/latest-windows.ts';
import { windowUpdate, type SinkRow, type WindowUpdate } from '../windows/window-row.ts';

/** The windows of earlier generations that are still valid, beside the rows of the current one. */
export class EarlierWindows {
  readonly #kafka: Kafka;
  readonly #onWindow: (update: WindowUpdate) => void;
  #windows: WindowsByKey = new Map();
  #from: string | undefined;

  constructor(kafka: Kafka, onWindow: (update: WindowUpdate) => void) {
    this.#kafka = kafka;
    this.#onWindow = onWindow;
  }

  /** Reads them, and reports those that the current generation has not replaced. */
  async load({ current, valid }: Generations): Promise<void> {
    if (valid.length < 2) return;
    this.#windows = await earlierWindows(this.#kafka, valid);
    this.#from = current.from;
    const rows = await windowsIn(this.#kafka, current.resultsTopic);
    for (const [key, row] of this.#windows) {
      if (!isValid(rows.get(key), row, this.#from)) this.#onWindow(windowUpdate({ key, row, restored: true }));
    }
  }

  /** Whether a row of the current generation is valid. */
  isReplacedBy({ key, row }: Pick<Upsert<SinkRow>, 'key' | 'row'>): boolean {
    return isValid(row, this.#windows.get(key), this.#from);
  }
}
