import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { PanelSessionRequest } from '../../functions/messages/panel.ts';
import { hasChromium, openChromium } from '../support/chromium.ts';
import { type PanelRequest, type ServedPanel, servedPanel } from '../support/served-panel.ts';

const inBrowser = hasChromium() ? it : it.skip;
const REFERENCE = '7f3c9a1e5b2d4086a1c4e7f90b3d5a62';

const asked: PanelRequest[] = [];
let panel: ServedPanel;
let chromium: Awaited<ReturnType<typeof openChromium>>;

beforeAll(async () => {
  if (!hasChromium()) return;
  panel = await servedPanel({
    settings: (url) => ({ signIn: { gives: 'code', address: `${url}/auth/authorize`, clientId: 'panel' } }),
    lead(request) {
      asked.push(request);
      const { path, query } = request;
      if (path !== '/auth/authorize') return undefined;
      return `${query.get('redirect_uri')}?code=from-sign-in&state=${query.get('state')}`;
    },
  });
  chromium = await openChromium();
}, 300_000);

afterAll(async () => {
  await chromium?.close();
  panel?.stop();
});

/** The picture README shows; `PICTURES=1` takes it anew. */
const PICTURE = new URL('../../docs/images/panel.png', import.meta.url).pathname;

async function takePicture(page: Page): Promise<void> {
  await page.setViewportSize({ width: 900, height: 640 });
  await page.locator('.chart-place canvas').waitFor();
  await page.getByRole('button', { name: 'Technician visit agreed' }).click();
  await page.getByText('Recorded').waitFor();
  await page.screenshot({ path: PICTURE });
}

const sessions = (): readonly PanelSessionRequest[] =>
  asked.filter(({ path }) => path.endsWith('/session')).map(({ body }) => JSON.parse(body));

describe('the panel where the platform gives codes', () => {
  inBrowser('exchanges one for a session, and tells the sign-in nothing of the call', async () => {
    const page = await chromium.browser.newPage();

    await page.goto(`${panel.url}/web/panel#${REFERENCE}`);
    await page.getByText('Morgan Ashdown').waitFor();

    const [authorize] = asked.filter(({ path }) => path === '/auth/authorize');
    const { signIn, reference, platformToken } = sessions()[0]!;
    const digest = createHash('sha256').update(signIn!.verifier).digest('base64url');
    expect(authorize!.query.get('code_challenge')).toBe(digest);
    expect(String(authorize!.query)).not.toContain(REFERENCE);
    expect({ reference, platformToken, code: signIn!.code, page: signIn!.page }).toEqual({
      reference: REFERENCE,
      platformToken: undefined,
      code: 'from-sign-in',
      page: `${panel.url}/web/panel`,
    });
    expect(page.url()).toBe(`${panel.url}/web/panel#${REFERENCE}`);
    expect(await page.evaluate('sessionStorage.length + localStorage.length')).toBe(0);
    if (process.env.PICTURES !== undefined) await takePicture(page);
    await page.close();
  });

  inBrowser('takes no code that it did not ask for', async () => {
    const before = sessions().length;
    const page = await chromium.browser.newPage();

    await page.goto(`${panel.url}/web/panel?code=from-elsewhere&state=guessed`);
    await page.getByText('This page is opened by the call: its address names none.').waitFor();

    expect(sessions()).toHaveLength(before);
    await page.close();
  });
});
