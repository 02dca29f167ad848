// Finds the browser for the tests of the page.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type {} from 'vitest';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The path of Chromium; undefined if it is not installed. */
    readonly chromium: string | undefined;
  }
}

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Runs once before the tests of the page. */
export default function setup(project: TestProject): void {
  const chromium = findChromium();
  project.provide('chromium', chromium);
  if (chromium === undefined) {
    process.stderr.write(
      'Skipping the tests of the page: Chromium is missing. Install it, or set CHROMIUM_PATH to its program.\n',
    );
  }
}

/** Returns the path in CHROMIUM_PATH, or the first browser on PATH. */
function findChromium(): string | undefined {
  const { CHROMIUM_PATH: chosen, PATH = '' } = process.env;
  if (chosen !== undefined && chosen !== '') return chosen;
  const folders = PATH.split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}
