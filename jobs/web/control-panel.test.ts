import { describe, expect, it } from 'vitest';
import { ControlPanel, type Control } from './control-panel.ts';

const control = (changes: Partial<Control>): Control => ({
  id: 'kill-spark',
  label: 'Kill Spark',
  group: 'Kill',
  description: 'Ends Spark.',
  press: () => Promise.resolve(),
  ...changes,
});

const stateOf = (panel: ControlPanel): unknown => panel.snapshot()[0]!.state;

describe('ControlPanel', () => {
  it('presses a control only once at a time and reports both changes', async () => {
    let release = (): void => {};
    let presses = 0;
    const press = (): Promise<void> => {
      presses += 1;
      return new Promise((resolve) => (release = resolve));
    };
    const panel = new ControlPanel([control({ press })]);
    const states: unknown[] = [];
    panel.subscribe(() => states.push(stateOf(panel)));
    const first = panel.press('kill-spark');
    expect(await panel.press('kill-spark')).toBe('unavailable');
    release();
    expect(await first).toBe('done');
    expect({ presses, states }).toEqual({ presses: 1, states: ['busy', 'ready'] });
  });

  it('does not press a control that is not available', async () => {
    let isAvailable = false;
    const panel = new ControlPanel([control({ isAvailable: () => isAvailable })]);
    expect([stateOf(panel), await panel.press('kill-spark')]).toEqual(['down', 'unavailable']);
    isAvailable = true;
    expect([stateOf(panel), await panel.press('kill-spark')]).toEqual(['ready', 'done']);
  });

  it('keeps the error of the last press', async () => {
    let fails = true;
    const press = (): Promise<void> => (fails ? Promise.reject(new Error('It is gone.')) : Promise.resolve());
    const panel = new ControlPanel([control({ press })]);
    expect(await panel.press('kill-spark')).toEqual({ error: 'It is gone.' });
    expect(panel.snapshot()[0]).toMatchObject({ state: 'ready', error: 'It is gone.' });
    fails = false;
    await panel.press('kill-spark');
    expect(panel.snapshot()[0]).toMatchObject({ state: 'ready', error: null });
  });

  it('knows only its controls', async () => {
    expect(await new ControlPanel([control({})]).press('constructor')).toBe('unknown');
  });
});
