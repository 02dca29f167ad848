import { element, setText } from './dom.ts';

const themes = ['system', 'light', 'dark'] as const;
type Theme = (typeof themes)[number];

const storageKey = 'theme';
const listeners = new Set<() => void>();
const colors = new Map<string, string>();
const probe = element('span', { hidden: true });

/** Calls `listener` after the colors of the page have changed. Returns a function that ends this. */
export function onThemeChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Returns the current value of a color of the style sheet, for a canvas. */
export function color(variable: string): string {
  let value = colors.get(variable);
  if (value === undefined) {
    if (!probe.isConnected) document.body.append(probe);
    probe.style.color = `var(${variable})`;
    value = getComputedStyle(probe).color;
    colors.set(variable, value);
  }
  return value;
}

/** Creates the button that switches between the theme of the system, light and dark. */
export function themeButton(): HTMLButtonElement {
  const button = element('button', { type: 'button', class: 'theme', id: 'theme' });
  let theme = storedTheme();
  const apply = (): void => {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
    setText(button, `Theme: ${theme}`);
    colorsChanged();
  };
  button.addEventListener('click', () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length]!;
    localStorage.setItem(storageKey, theme);
    apply();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', colorsChanged);
  apply();
  return button;
}

function storedTheme(): Theme {
  const stored = localStorage.getItem(storageKey);
  return themes.find((theme) => theme === stored) ?? 'system';
}

function colorsChanged(): void {
  colors.clear();
  for (const listener of listeners) listener();
}
