import { chromium, type Browser } from 'playwright-core';
import { UserError } from '../../../command-line/user-error.ts';
import { findChromium } from './find-chromium.ts';

/**
 * Starts Chromium without a window.
 *
 * @throws UserError when it is not installed
 */
export async function openBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined)
    throw new UserError('Chromium is missing: install it, or set CHROMIUM_PATH to its program.');
  return launchChromium(executablePath);
}

/** Starts the Chromium with this path, without a window. */
export async function launchChromium(executablePath: string): Promise<Browser> {
  // It may run as root in a container, where Chromium has no sandbox. It opens no foreign pages.
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}
