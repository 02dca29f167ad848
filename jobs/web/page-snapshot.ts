import type { JobSnapshot, SnapshotSource } from '../monitor/job-snapshot.ts';
import type { ControlPanel, ControlSnapshot } from './control-panel.ts';
import type { DemoSnapshot, DemoSource } from './demo-snapshot.ts';

/** What the page shows: the snapshot of the job and, in a demo, the programs around it and the controls. */
export interface PageSnapshot extends JobSnapshot {
  readonly demo?: DemoSnapshot;
  readonly controls?: readonly ControlSnapshot[];
}

/** Combines the sources of a page's snapshot. */
export class PageSource {
  readonly #job: SnapshotSource;
  readonly #demo: DemoSource | undefined;
  readonly #panel: ControlPanel | undefined;

  constructor(job: SnapshotSource, demo?: DemoSource, panel?: ControlPanel) {
    this.#job = job;
    this.#demo = demo;
    this.#panel = panel;
  }

  snapshot(): PageSnapshot {
    return {
      ...this.#job.snapshot(),
      ...(this.#demo && { demo: this.#demo.snapshot() }),
      ...(this.#panel && { controls: this.#panel.snapshot() }),
    };
  }

  /** Calls `listener` after a change of any source. Returns a function that ends this. */
  subscribe(listener: () => void): () => void {
    const sources = [this.#job, this.#demo, this.#panel].filter((source) => source !== undefined);
    const ends = sources.map((source) => source.subscribe(listener));
    return () => ends.forEach((end) => end());
  }
}
