import type { AccountSnapshot } from '../../monitor/job-snapshot.ts';
import { announce } from './announcements.ts';
import { Badge } from './badge.ts';
import { element, setAttribute, setText, whenChanged, type View } from './dom.ts';
import { count, time } from './format.ts';
import type { Icon } from './icons.ts';

const fates = ['counted', 'late', 'duplicate', 'dead', 'pending'] as const;
type Fate = (typeof fates)[number];

const verdicts: Readonly<Record<AccountSnapshot['state'], readonly [Icon, string]>> = {
  checking: ['waiting', 'Checking: an audit counts the records'],
  'adds up': ['good', 'Adds up: every record has one fate'],
  'does not add up': ['bad', 'Does not add up'],
  incomplete: ['warning', 'Incomplete: not every record can be counted'],
};

/** What became of all records, and whether that adds up. */
export class AccountView implements View<AccountSnapshot> {
  readonly element: HTMLElement;
  readonly #verdict = new Badge();
  readonly #audited = element('span', { class: 'audited' });
  readonly #bar = element('div', { class: 'account-bar', 'aria-hidden': 'true' });
  readonly #segments = perFate((fate) => element('span', { class: `segment ${fate}` }));
  readonly #numbers = perFate((fate) => element('dd', { 'data-figure': `account-${fate}` }, '–'));
  readonly #sent = element('dd', { 'data-figure': 'account-sent' }, '–');
  readonly #problems = element('ul', { class: 'problems', hidden: true });
  readonly update = whenChanged<AccountSnapshot>(
    (account) => [account],
    (account) => this.#render(account),
  );
  #state: AccountSnapshot['state'] | undefined;

  constructor(target: HTMLElement) {
    this.element = target;
    this.#verdict.element.id = 'account-verdict';
    const terms = fates.map((fate, index) =>
      term(fate, this.#numbers[fate], index === 0 ? '=' : '+', element('span', { class: `swatch segment ${fate}` })),
    );
    this.#bar.append(...fates.map((fate) => this.#segments[fate]));
    target.append(
      element('div', { class: 'verdict' }, this.#verdict.element, this.#audited),
      this.#bar,
      element('dl', { class: 'terms' }, term('sent', this.#sent), ...terms),
      this.#problems,
    );
  }

  #render(account: AccountSnapshot): void {
    const [shape, text] = verdicts[account.state];
    this.#verdict.set(shape, text);
    setAttribute(this.element, 'data-state', account.state);
    setText(this.#audited, account.auditedAt === null ? 'not audited yet' : `audited ${time(account.auditedAt)}`);
    setText(this.#sent, count(account.sent));
    for (const fate of fates) {
      setText(this.#numbers[fate], count(account[fate]));
      this.#segments[fate].style.flexGrow = String(account[fate]);
      setAttribute(this.#segments[fate], 'data-empty', account[fate] === 0);
    }
    this.#problems.hidden = account.problems.length === 0;
    this.#problems.replaceChildren(...account.problems.map((problem) => element('li', {}, problem)));
    if (this.#state !== undefined && this.#state !== account.state) announce(`The account of the records: ${text}.`);
    this.#state = account.state;
  }
}

function perFate<Value>(create: (fate: Fate) => Value): Readonly<Record<Fate, Value>> {
  return Object.fromEntries(fates.map((fate) => [fate, create(fate)])) as Record<Fate, Value>;
}

/** A number of the equation `sent = counted + late + …`. */
function term(name: string, number: HTMLElement, operator?: string, swatch?: HTMLElement): HTMLElement {
  const sign =
    operator === undefined ? undefined : element('span', { class: 'operator', 'aria-hidden': 'true' }, operator);
  return element('div', { class: 'term' }, element('dt', {}, sign, swatch, name), number);
}
