import { Counter, Gauge, Registry } from 'prom-client';
import { metricDefinitions, type MetricDefinition, type Sample } from './metric-definitions.ts';
import type { PageSnapshot } from './page-snapshot.ts';

/** Writes a snapshot in the text format of Prometheus. */
export class PrometheusMetrics {
  readonly #registry = new Registry();
  readonly #metrics = metricDefinitions.map((definition) => createMetric(definition, this.#registry));

  get contentType(): string {
    return this.#registry.contentType;
  }

  async render(snapshot: PageSnapshot): Promise<string> {
    for (const metric of this.#metrics) metric.set(snapshot);
    return this.#registry.metrics();
  }
}

interface Metric {
  set(snapshot: PageSnapshot): void;
}

function createMetric({ name, help, type, labels = [], samples }: MetricDefinition, registry: Registry): Metric {
  const configuration = { name, help, labelNames: labels, registers: [registry] };
  const metric = type === 'counter' ? new Counter(configuration) : new Gauge(configuration);
  return {
    set(snapshot) {
      metric.reset();
      // A metric without labels has the value 0 after a reset, but an unknown value must not look like 0.
      if (labels.length === 0) metric.remove();
      for (const [value, of] of samples(snapshot)) if (value !== null) add(metric, value, of);
    },
  };
}

/** Adds a sample to a metric that was reset. */
function add(metric: Counter | Gauge, value: number, labels: Sample[1] = {}): void {
  metric.inc(labels, value);
}
