import type { ControlSnapshot, ControlState } from '../control-panel.ts';
import type { ComponentStatus, DemoSnapshot } from '../demo-snapshot.ts';
import type { PageSnapshot } from '../page-snapshot.ts';
import { announce } from './announcements.ts';
import { Badge } from './badge.ts';
import { element, setAttribute, setText, whenChanged, type View } from './dom.ts';
import { count, duration, rate, time } from './format.ts';
import type { Icon } from './icons.ts';
import { chartCard } from './time-chart.ts';

const stateTexts: Readonly<Record<ControlState, string>> = {
  ready: '',
  busy: 'In progress …',
  down: 'Not possible now',
};

const componentNames = { producer: 'Producer', driver: 'Driver', spark: 'Spark', kafka: 'Kafka' } as const;

const componentStates: Readonly<Record<ComponentStatus, readonly [Icon, string]>> = {
  up: ['good', 'up'],
  down: ['bad', 'down'],
  starting: ['waiting', 'starting again'],
};

/** The programs of a demo and the buttons that break things. Hidden if there are none. */
export function demoView(): View<PageSnapshot> {
  const components = element('ul', { class: 'components' });
  const producer = element('p', { class: 'detail' });
  const kills = element('ol', { class: 'kills' });
  const panel = new Panel();
  const view = chartCard(
    { id: 'demo', title: 'Break something', note: 'The account above has to add up whatever happens' },
    components,
    producer,
    panel.element,
    kills,
  );
  view.hidden = true;
  const renderDemo = whenChanged<DemoSnapshot | undefined>(
    (demo) => [demo],
    (demo) => {
      if (demo === undefined) return;
      components.replaceChildren(...demo.components.map(componentItem));
      setText(producer, describeProducer(demo.producer));
      kills.replaceChildren(...demo.kills.slice(-5).reverse().map(killItem));
    },
  );
  return {
    element: view,
    update({ demo, controls }) {
      view.hidden = demo === undefined && controls === undefined;
      renderDemo(demo);
      if (controls) panel.update(controls);
    },
  };
}

/** The buttons, in groups. */
class Panel implements View<readonly ControlSnapshot[]> {
  readonly element = element('div', { class: 'control-groups' });
  readonly #groups = new Map<string, HTMLElement>();
  readonly #buttons = new Map<string, ControlButton>();

  update(controls: readonly ControlSnapshot[]): void {
    for (const control of controls) {
      let button = this.#buttons.get(control.id);
      if (button === undefined) {
        button = new ControlButton(control);
        this.#buttons.set(control.id, button);
        this.#group(control.group).append(button.element);
      }
      button.update(control);
    }
  }

  #group(name: string): HTMLElement {
    let group = this.#groups.get(name);
    if (group === undefined) {
      const heading = element('h3', {}, name);
      group = element('div', { class: 'controls' });
      this.#groups.set(name, group);
      this.element.append(element('div', { role: 'group', 'aria-label': name }, heading, group));
    }
    return group;
  }
}

class ControlButton implements View<ControlSnapshot> {
  readonly element: HTMLElement;
  readonly #button: HTMLButtonElement;
  readonly #status: HTMLElement;
  #state: ControlState = 'ready';

  constructor({ id, label, description }: ControlSnapshot) {
    const descriptionId = `control-${id}-description`;
    this.#button = element('button', { type: 'button', id: `control-${id}`, 'aria-describedby': descriptionId }, label);
    this.#status = element('span', { class: 'control-status' });
    this.element = element(
      'div',
      { class: 'control' },
      this.#button,
      element('span', { id: descriptionId, class: 'control-description' }, description),
      this.#status,
    );
    this.#button.addEventListener('click', () => {
      if (this.#state === 'ready') void press(id);
    });
  }

  update({ state, error, label }: ControlSnapshot): void {
    if (this.#state === 'busy' && state !== 'busy') announce(error === null ? `${label}: done.` : `${label}: ${error}`);
    this.#state = state;
    // Not `disabled`, which would take the focus away from a button that was pressed with the keyboard.
    setAttribute(this.#button, 'aria-disabled', state === 'ready' ? undefined : 'true');
    setAttribute(this.element, 'data-state', state);
    setText(this.#status, state === 'ready' && error !== null ? error : stateTexts[state]);
    setAttribute(this.#status, 'data-error', state === 'ready' && error !== null);
  }
}

async function press(id: string): Promise<void> {
  const token = document.querySelector<HTMLMetaElement>('meta[name="control-token"]')?.content ?? '';
  try {
    const response = await fetch(`/api/controls/${id}`, { method: 'POST', headers: { 'x-control-token': token } });
    // The snapshot has the reason of a failure, except of one before the button was pressed.
    if (!response.ok && response.status !== 500) announce(await response.text());
  } catch {
    announce('The server of the page does not answer.');
  }
}

function componentItem({ id, status, since }: DemoSnapshot['components'][number]): HTMLElement {
  const badge = new Badge(componentNames[id]);
  badge.set(...componentStates[status]);
  return element('li', {}, badge.element, element('span', { class: 'since' }, `since ${time(since)}`));
}

function describeProducer({ running, recordsSent, recordsPerSecond, injected }: DemoSnapshot['producer']): string {
  const faults = Object.entries(injected).map(([kind, records]) => `${count(records)} ${kind}`);
  const sent = `The producer ${running ? 'runs' : 'is stopped'} and has sent ${count(recordsSent)} records (${rate(recordsPerSecond)})`;
  return faults.length === 0 ? `${sent}.` : `${sent}, with faults: ${faults.join(', ')}.`;
}

function killItem({ component, at, upAt }: DemoSnapshot['kills'][number]): HTMLElement {
  const name = componentNames[component];
  const outcome = upAt === null ? 'not up yet' : `up again after ${duration(Date.parse(upAt) - Date.parse(at))}`;
  return element('li', {}, element('time', { datetime: at }, time(at)), ` ${name} killed, ${outcome}`);
}
