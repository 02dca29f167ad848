import type { JobStatus, QueryIdentity, ServiceStatus } from '../../monitor/job-snapshot.ts';
import type { PageSnapshot } from '../page-snapshot.ts';
import { Badge } from './badge.ts';
import { element, setText, type View } from './dom.ts';
import { seconds, time } from './format.ts';
import type { Icon } from './icons.ts';
import { themeButton } from './theme.ts';

const statusIcons: Readonly<Record<JobStatus, Icon>> = {
  starting: 'waiting',
  running: 'good',
  waiting: 'warning',
  stopped: 'idle',
  failed: 'bad',
};

const serviceIcons: Readonly<Record<ServiceStatus, Icon>> = { up: 'good', down: 'bad' };

/** The server sends a sign of life every 5 seconds. Older data means that the job does not report anymore. */
const maxAge = 8000;

/** The name and the states of the query, and how fresh the page is. */
export class HeaderView implements View<PageSnapshot> {
  readonly element: HTMLElement;
  readonly #title = element('h1', {}, 'Transactions');
  readonly #identity = element('p', { class: 'identity' }, 'Waiting for the first figures');
  readonly #query = new Badge('Query');
  readonly #spark = new Badge('Spark');
  readonly #kafka = new Badge('Kafka');
  readonly #freshness = new Badge();
  #isConnected = false;
  #at: string | undefined;

  constructor(target: HTMLElement) {
    this.element = target;
    this.#freshness.element.id = 'freshness';
    const badges = [this.#query, this.#spark, this.#kafka, this.#freshness].map((badge) => badge.element);
    target.append(
      element('div', { class: 'title' }, this.#title, this.#identity),
      element('div', { class: 'states' }, ...badges, themeButton()),
    );
    this.#showFreshness();
    setInterval(() => this.#showFreshness(), 500);
  }

  set isConnected(isConnected: boolean) {
    this.#isConnected = isConnected;
    this.#showFreshness();
  }

  update({ at, query, status, services }: PageSnapshot): void {
    this.#at = at;
    setText(this.#title, query.topic);
    setText(this.#identity, identityOf(query));
    document.title = `${query.topic}: ${status}`;
    this.#query.set(statusIcons[status], status);
    this.#spark.set(serviceIcons[services.spark], services.spark);
    this.#kafka.set(serviceIcons[services.kafka], services.kafka);
    this.#showFreshness();
  }

  #showFreshness(): void {
    const age = this.#at === undefined ? undefined : Math.max(0, Date.now() - Date.parse(this.#at));
    const old = age === undefined ? 'no data yet' : `data is ${seconds(Math.floor(age / 1000))} old`;
    const isStale = age !== undefined && age > maxAge;
    document.documentElement.dataset['connection'] = !this.#isConnected ? 'lost' : isStale ? 'stale' : 'live';
    if (!this.#isConnected) this.#freshness.set('bad', `Disconnected, ${old}; connecting again`);
    else if (isStale) this.#freshness.set('warning', `No news from the job, ${old}`);
    else this.#freshness.set('good', `Live, ${time(this.#at)}`);
  }
}

function identityOf({ generation, windowDuration, slideDuration, watermark }: QueryIdentity): string {
  return `Windows of ${windowDuration} s every ${slideDuration} s · watermark ${watermark} s · generation ${generation}`;
}
