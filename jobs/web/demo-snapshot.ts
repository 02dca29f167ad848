/** What a demo knows about the programs that it runs around the job, as JSON. Times are ISO 8601 in UTC. */
export interface DemoSnapshot {
  readonly producer: ProducerSnapshot;
  readonly components: readonly ComponentSnapshot[];
  /** The last kills, oldest first. */
  readonly kills: readonly KillSnapshot[];
}

export interface ProducerSnapshot {
  readonly running: boolean;
  /** Records that Kafka has acknowledged, with and without faults. */
  readonly recordsSent: number;
  readonly recordsPerSecond: number;
  /** How many of them had a fault, by its kind. */
  readonly injected: Readonly<Record<string, number>>;
}

/** A part of the demo that can be killed. */
export type ComponentId = 'producer' | 'driver' | 'spark' | 'kafka';

export type ComponentStatus = 'up' | 'down' | 'starting';

export interface ComponentSnapshot {
  readonly id: ComponentId;
  readonly status: ComponentStatus;
  /** When it got this status. */
  readonly since: string;
}

export interface KillSnapshot {
  readonly component: ComponentId;
  readonly at: string;
  /** When the component was up again; null until then. */
  readonly upAt: string | null;
}

/** The source of demo snapshots. */
export interface DemoSource {
  snapshot(): DemoSnapshot;
  /** Calls `listener` after changes. Returns a function that ends this. */
  subscribe(listener: () => void): () => void;
}
