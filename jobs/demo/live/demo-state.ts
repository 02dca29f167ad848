import { rateSpan } from '../../monitor/job-monitor.ts';
import { RecentSamples } from '../../monitor/recent-samples.ts';
import type {
  ComponentId,
  ComponentSnapshot,
  ComponentStatus,
  DemoSnapshot,
  DemoSource,
  KillSnapshot,
} from '../../web/demo-snapshot.ts';

const maxKills = 20;

/** What the demo knows about the programs around the job. */
export class DemoState implements DemoSource {
  readonly #listeners = new Set<() => void>();
  readonly #components = new Map<ComponentId, ComponentSnapshot>();
  readonly #injected = new Map<string, number>();
  #kills: readonly KillSnapshot[] = [];
  #sent = 0;
  readonly #recent = new RecentSamples(rateSpan);
  #waiting: readonly { readonly id: ComponentId; readonly resolve: () => void }[] = [];

  status(id: ComponentId): ComponentStatus {
    return this.#components.get(id)?.status ?? 'down';
  }

  setStatus(id: ComponentId, status: ComponentStatus): void {
    const since = new Date().toISOString();
    this.#components.set(id, { id, status, since });
    if (status === 'up') {
      this.#kills = this.#kills.map((kill) =>
        kill.component === id && kill.upAt === null ? { ...kill, upAt: since } : kill,
      );
      const waiting = this.#waiting.filter((each) => each.id === id);
      this.#waiting = this.#waiting.filter((each) => each.id !== id);
      for (const { resolve } of waiting) resolve();
    }
    this.#changed();
  }

  /** Resolves when the component is up again after having been away. */
  async backUp(id: ComponentId): Promise<void> {
    await new Promise<void>((resolve) => (this.#waiting = [...this.#waiting, { id, resolve }]));
  }

  killed(component: ComponentId): void {
    this.#kills = [...this.#kills, { component, at: new Date().toISOString(), upAt: null }].slice(-maxKills);
    this.#changed();
  }

  /** Adds records that Kafka has acknowledged. */
  sent(records: number): void {
    this.#sent += records;
    this.#recent.add(records);
    this.#changed();
  }

  injected(kind: string, records: number): void {
    this.#injected.set(kind, (this.#injected.get(kind) ?? 0) + records);
    this.sent(records);
  }

  snapshot(): DemoSnapshot {
    return {
      producer: {
        running: this.status('producer') === 'up',
        recordsSent: this.#sent,
        recordsPerSecond: this.#recent.perSecond,
        injected: Object.fromEntries(this.#injected),
      },
      components: [...this.#components.values()],
      kills: this.#kills,
    };
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
