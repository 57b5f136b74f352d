import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { ledgerTarget } from '../../bin/ledger.ts';
import type { StoryPage } from '../../local/console/story-list.ts';
import { type TestLaptop, testLaptop } from '../integration/test-laptop.ts';
import { hasChromium, openChromium } from '../support/chromium.ts';

const inBrowser = hasChromium() ? describe : describe.skip;
jest.setTimeout(180_000);

/** The picture README shows; `PICTURES=1` takes it anew. */
const PICTURE = new URL('../../docs/images/console.png', import.meta.url).pathname;

/** All but the end of a long list. */
const PICTURED = { x: 0, y: 0, width: 1440, height: 2320 };

/** The protocol's waits as short as its inequalities allow, so that a crash is mended within the test. */
const SHORT_TIMES = { request: 2, function: 12, lateAcceptance: 3, lease: 12, search: 2, reconcile: 8 };
const PATIENCE = { timeout: 90_000 };

const INJECT_SCRIPT = `document.body.append(
  Object.assign(document.createElement('script'), { textContent: 'globalThis.hacked = 1' }))`;

/** Gives the directive of the policy that refused it. */
const FRAME_A_STRANGER = `new Promise((tell) => {
  const frame = document.createElement('iframe');
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
    frame.remove();
    tell(effectiveDirective);
  });
  frame.src = 'https://example.invalid/';
  document.body.append(frame);
})`;

inBrowser('a newcomer at the console', () => {
  let laptop: TestLaptop;
  let chromium: Awaited<ReturnType<typeof openChromium>>;
  let page: Page;
  const violations: string[] = [];

  beforeAll(async () => {
    [laptop, chromium] = await Promise.all([
      testLaptop([
        { path: 'dialing.protocol', value: SHORT_TIMES },
        { path: 'pacing.telephony.requestsPerMinute', value: 6000 },
      ]),
      openChromium(),
    ]);
    page = await opened(chromium.browser);
  }, 300_000);
  afterAll(async () => {
    await chromium?.close();
    await laptop?.stop();
  });
  afterEach(() => expect(violations.splice(0)).toEqual([]));

  async function opened(browser: BrowserContext): Promise<Page> {
    const fresh = await browser.newPage();
    fresh.on('pageerror', (error) => violations.push(error.message));
    await fresh.setViewportSize({ width: 1440, height: 900 });
    await fresh.goto(`${laptop.system.url}/web/console`);
    await fresh.getByText('live', { exact: true }).waitFor();
    return fresh;
  }

  const card = (name: string) => page.getByRole('region', { name, exact: true });
  const story = () => card('Story');
  const press = (name: string | RegExp) => page.getByRole('button', { name }).click();
  const tile = async (name: string): Promise<number> =>
    Number(await card('Outcomes so far').locator('.tile', { hasText: name }).locator('dd').textContent());

  /** Recovery, as it comes every minute. */
  const recover = () =>
    laptop.system.fireSchedule(laptop.system.resource('AWS::Events::Rule', 'RecoverySchedule').name);

  it('sees an alert placed, with each of its steps and the decision that allowed the call', async () => {
    await press('Send an alert');

    await story().getByText('placed', { exact: true }).first().waitFor(PATIENCE);
    const told = await story().innerText();
    for (const step of ['admitted', 'customer live', 'granted', 'accepted by the platform', 'call allowed'])
      expect(told).toContain(step);
    await card('Nothing is lost').getByText('it adds up').waitFor();
  });

  it('sees sixty alerts of a flapping sensor end in one call', async () => {
    const before = laptop.genesys!.conversations().length;

    await press(/^Flapping sensor/);
    for (let tries = 0; tries < 300 && (await tile('suppressed')) < 59; tries++)
      await page.waitForTimeout(200);
    await story().getByText('placed', { exact: true }).first().waitFor(PATIENCE);

    expect(laptop.genesys!.conversations().length - before).toBe(1);
    await story().getByText('59', { exact: true }).waitFor(PATIENCE);
    expect(await story().innerText()).toMatch(/Suppressed because of it\s+59/i);
  });

  it('finds stories by a customer and an outcome, turns their pages, and none of it stands in an address', async () => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    const stories = card('Stories');

    await stories.getByLabel('Outcome').selectOption('suppressed');
    await stories.getByText('59 stories').waitFor();
    await stories.getByText('page 1 of 3').waitFor();
    await press('Next page');
    await stories.getByText('page 2 of 3').waitFor();
    await stories.getByLabel(/^Search/).fill('cust-demo');
    await stories.getByText('page 1 of 3').waitFor();
    await stories.getByLabel(/^Search/).fill('nobody at all');
    await stories.getByText('No story fits.').waitFor();

    expect(asked.filter((url) => /cust-demo|nobody/i.test(url))).toEqual([]);
    await stories.getByLabel(/^Search/).fill('');
    await stories.getByLabel('Outcome').selectOption('');
  });

  it('sees a killed dialing function leave one call, found by looking for it', async () => {
    const before = laptop.genesys!.conversations().length;

    await press(/^Crash mid-dial/);
    await story().getByText('granted').waitFor(PATIENCE);
    const placed = story().getByText('placed', { exact: true }).first();
    for (let tries = 0; tries < 60 && !(await placed.isVisible()); tries++) {
      await recover();
      await page.waitForTimeout(500);
    }

    expect(await placed.isVisible()).toBe(true);
    expect(laptop.genesys!.conversations().length - before).toBe(1);
  });

  it('sees a slow CRM and a platform that throttles, each until it is switched off', async () => {
    const slow = page.getByRole('button', { name: /^Slow CRM/ });
    await slow.click();
    await page.locator('button[aria-pressed="true"]', { hasText: 'Slow CRM' }).waitFor();
    await story()
      .getByText(/crm_\w+/)
      .first()
      .waitFor(PATIENCE);
    await slow.click();
    await page.locator('button[aria-pressed="false"]', { hasText: 'Slow CRM' }).waitFor();

    const throttle = page.getByRole('button', { name: /^Platform 429s/ });
    await throttle.click();
    await card('Budgets and breakers')
      .getByText(/told to wait until/)
      .waitFor(PATIENCE);
    await throttle.click();
    await page.locator('button[aria-pressed="false"]', { hasText: 'Platform 429s' }).waitFor();
  });

  it('sees an alert at 03:00 refused, with the next allowed time', async () => {
    await page.getByLabel('Time of day').fill('03:00');
    await page.getByLabel('In the zone').selectOption('Europe/London');
    await press('Set the clock');
    await page.getByText('clock set ahead').waitFor();
    await page.getByLabel('For whom').selectOption('CUST-9981');
    await press('Send an alert');

    await story().getByText('deferred', { exact: true }).first().waitFor(PATIENCE);
    const told = await story().innerText();
    expect(told).toContain('no call: outside window');
    expect(told).toMatch(/Next allowed\s+\w{3} \d+ \w{3,4},? 08:\d\d there/i);
  });

  it('sees how far a storm is, to its end, and that nothing of it is lost', async () => {
    const before = laptop.genesys!.conversations().length;

    await page.getByLabel('Alerts of the storm').fill('40');
    await press(/^Storm/);
    await page.getByText(/\d+ of 40 have ended/).waitFor(PATIENCE);
    const whole = page.getByText('40 of 40 have ended');
    for (let tries = 0; tries < 60 && !(await whole.isVisible()); tries++) {
      await recover();
      await page.waitForTimeout(1000);
    }
    expect(await whole.isVisible()).toBe(true);
    await page.getByText('40 posted, 40 admitted').waitFor();

    expect(laptop.genesys!.conversations().length - before).toBeGreaterThanOrEqual(40);
    await card('Nothing is lost').getByText('it adds up').waitFor();
    expect(await tile('placed')).toBeGreaterThanOrEqual(42);
    if (process.env.PICTURES !== undefined)
      await page.screenshot({ path: PICTURE, fullPage: true, clip: PICTURED });
  });

  it('reads hostile texts as texts, and runs no script that got into the page', async () => {
    const hostile = '<img src=x onerror="globalThis.hacked=1"><script>globalThis.hacked=1</script>';
    const { ledger } = await ledgerTarget({ url: laptop.system.url });
    const said = { since: new Date(), by: 'operations', reason: hostile };
    await ledger.stopDialing(said);
    await page.getByText(`Dialing is stopped by operations: ${hostile}`).waitFor(PATIENCE);
    await ledger.startDialing(said);
    // Trusted types refuse the text itself, where the browser knows them; the policy refuses to run it.
    await page.evaluate(INJECT_SCRIPT).catch(() => undefined);
    expect(await page.evaluate(FRAME_A_STRANGER)).toBe('frame-src');
    expect(await page.evaluate('globalThis.hacked')).toBeUndefined();
    expect(await page.evaluate('document.querySelectorAll("img").length')).toBe(0);
  });

  it('asks the reads of a deployed stage with the key that is typed in, which stands nowhere else', async () => {
    const asked: string[] = [];
    const polling = await chromium.browser.newPage();
    polling.on('request', (request) => asked.push(request.url()));
    await polling.route('**/web/console', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: (await response.text()).replace('events', 'poll') });
    });
    await polling.goto(`${laptop.system.url}/web/console`);
    const use = async (key: string): Promise<void> => {
      await polling.getByLabel('API key of the reads').fill(key);
      await polling.getByRole('button', { name: 'Look' }).click();
    };

    await use('another');
    await polling.getByText('The reads refuse this key.').waitFor();
    await use('local');
    await polling.getByText('it adds up').waitFor();
    const tiles = (of: Page) => of.locator('.tile').allInnerTexts();
    for (let tries = 0; tries < 40 && `${await tiles(polling)}` !== `${await tiles(page)}`; tries++)
      await polling.waitForTimeout(500);
    expect(await tiles(polling)).toEqual(await tiles(page));
    expect(await polling.getByRole('region', { name: 'Nothing is lost' }).innerText()).toMatch(
      /\d+ accepted\s*= \d+ ended/,
    );
    const answer = await fetch(`${laptop.system.url}/__console/stories`, {
      method: 'POST',
      body: '{"outcome":"placed"}',
    });
    const { stories } = (await answer.json()) as StoryPage;
    const placed = stories[0]!.key;
    await polling.getByLabel(/^Search/).fill(placed);
    await polling.locator('.row', { hasText: placed }).click();
    await polling.getByRole('region', { name: 'Story' }).getByText('admitted').waitFor();
    await polling.getByLabel(/^Search/).fill('of-last-week');
    await polling.getByRole('button', { name: 'Open the story of of-last-week' }).click();
    await polling.getByText('No alert has been admitted under this key.').waitFor();

    expect(await polling.getByRole('button', { name: 'Send an alert' }).count()).toBe(0);
    expect(asked.filter((url) => /local$|another|__console/.test(url))).toEqual([]);
    expect(await polling.evaluate('localStorage.length + sessionStorage.length')).toBe(0);
    await polling.reload();
    await polling.getByLabel('API key of the reads').waitFor();
    await polling.close();
  });

  it('finds nothing that axe objects to, in light and dark, and no width that scrolls sideways', async () => {
    const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    const found: unknown[] = [];
    const widths: unknown[] = [];
    for (const colorScheme of ['light', 'dark'] as const)
      for (const width of [320, 768, 1440]) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await page.setViewportSize({ width, height: 900 });
        await page.waitForTimeout(300);
        widths.push(await page.evaluate('document.documentElement.scrollWidth'));
        const result: { violations: { id: string; nodes: { html: string }[] }[] } = await page.evaluate(
          `(() => { const module = undefined; ${axe}; return axe.run(); })()`,
        );
        found.push(
          ...result.violations.map(({ id, nodes }) => `${colorScheme} ${width} ${id}: ${nodes[0]?.html}`),
        );
      }

    expect(found).toEqual([]);
    expect(widths).toEqual([320, 768, 1440, 320, 768, 1440]);
  });

  it('reaches every button by the keyboard', async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.reload();
    await page.locator('.row').first().waitFor();
    const reached = new Set<string>();
    for (let steps = 0; steps < 60; steps++) {
      await page.keyboard.press('Tab');
      reached.add(await page.evaluate("document.activeElement?.textContent ?? ''"));
    }

    const buttons = await page.locator('.board button:visible').allTextContents();
    expect(buttons.filter((text) => !reached.has(text))).toEqual([]);
  });
});
