import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';

/** Where Debian's package puts it. */
const CHROMIUM = '/usr/bin/chromium';

/** Asks nobody on the network for anything. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Whether there is a browser; says so aloud when there is none. */
export function hasChromium(): boolean {
  if (existsSync(CHROMIUM)) return true;
  console.warn(`SKIPPED: there is no ${CHROMIUM}; apt-get install chromium`);
  return false;
}

/** Opens a headless browser with a profile of its own, and removes both afterwards. */
export async function withChromium<T>(act: (browser: BrowserContext) => Promise<T>): Promise<T> {
  const { browser, close } = await openChromium();
  try {
    return await act(browser);
  } finally {
    await close();
  }
}

/** As `withChromium`, for the tests of a whole file. */
export async function openChromium(): Promise<{ browser: BrowserContext; close(): Promise<void> }> {
  const profile = await mkdtemp(join(tmpdir(), 'chromium-'));
  const forget = () => rm(profile, { recursive: true, force: true });
  try {
    const browser = await chromium.launchPersistentContext(profile, {
      executablePath: CHROMIUM,
      headless: true,
      args: ARGUMENTS,
    });
    return { browser, close: () => browser.close().finally(forget) };
  } catch (error) {
    await forget();
    throw error;
  }
}
