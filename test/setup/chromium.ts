// Finds the browser for the tests of the page.
import type {} from 'vitest';
import type { TestProject } from 'vitest/node';
import { findChromium } from '../../scripts/checks/demo/find-chromium.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The path of Chromium; undefined if it is not installed. */
    readonly chromium: string | undefined;
  }
}

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
