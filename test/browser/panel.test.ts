import { createServer } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import axe from 'axe-core';
import type { BrowserContext, Page } from 'playwright-core';
import type { FaultRule } from '../../local/simulators/faults.ts';
import { type TestLaptop, testLaptop } from '../integration/test-laptop.ts';
import { hasChromium, openChromium } from '../support/chromium.ts';
import { segmentsWith } from '../support/exercise-segmentation.ts';
import {
  age,
  agentToken,
  endSessions,
  post,
  signedInAt,
  type WaitingCall,
  waitingCall,
} from '../support/panel-desk.ts';

jest.setTimeout(180_000);

const inBrowser = hasChromium() ? it : it.skip;
const WAIT = { timeout: 60_000 };

let laptop: TestLaptop;
let chromium: Awaited<ReturnType<typeof openChromium>> | undefined;
let host: Awaited<ReturnType<typeof hostPages>>;
let browser: BrowserContext;
let page: Page;

beforeAll(async () => {
  if (!hasChromium()) return;
  host = await hostPages();
  laptop = await testLaptop([{ path: 'panel.frameAncestors', value: [host.named] }]);
  chromium = await openChromium();
  browser = chromium.browser;
}, 300_000);

afterEach(async () => {
  laptop?.crm?.setFaults([]);
  if (laptop) await crmIsDown(false);
  await page?.close();
});

afterAll(async () => {
  await chromium?.close();
  await host?.stop();
  await laptop?.stop();
});

/** Pages of two origins that hold the panel in a frame; the stage names the first. */
async function hostPages() {
  const servers = await Promise.all(
    [0, 1].map(
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve) => {
          const server = createServer((request, response) => {
            const framed = new URL(request.url ?? '/', 'http://host').searchParams.get('framed') ?? '';
            response.setHeader('content-type', 'text/html');
            response.end(`<iframe title="panel" src="${framed.replaceAll('&', '&amp;')}"></iframe>`);
          });
          server.listen(0, '127.0.0.1', () => resolve(server));
        }),
    ),
  );
  const [named = '', other = ''] = servers.map((server) => {
    const address = server.address();
    return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  });
  const stop = async (): Promise<void> => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  };
  return { named, other, stop };
}

const crmIs = (fault: FaultRule['fault']): void =>
  laptop.crm!.setFaults([{ system: 'crm', operation: 'readCustomer', fault }]);

/** A queue waits too long, twice in a row, and there is a ticket. */
async function breach(queue: string, avg: number): Promise<void> {
  const tickets = laptop.desk!.tickets().length;
  for (let nth = 0; nth < 2 || laptop.desk!.tickets().length === tickets; nth++) {
    await post(laptop, 'v1/incidents', {
      id: `panel-${queue}-${nth}`,
      eventType: 'telephony.queue.waiting',
      metrics: [{ name: queue, avg }],
      timestamp: new Date().toISOString(),
    });
    await new Promise((resolve) => setTimeout(resolve, 400));
  }
}

/** Opens the panel as an agent who has just signed in. */
async function open(reference: string): Promise<Page> {
  page = await browser.newPage();
  await page.goto(signedInAt(laptop, reference));
  return page;
}

const shown = (text: string | RegExp) => page.getByText(text).first().waitFor(WAIT);
const chart = () => page.locator('.chart-place canvas').waitFor(WAIT);

/** Closes the CRM's port, or opens it again. */
async function crmIsDown(down: boolean): Promise<void> {
  const answer = await fetch(`${laptop.system.url}/__down`, {
    method: 'PUT',
    body: JSON.stringify({ system: 'crm', down }),
  });
  await answer.text();
  expect(answer.status).toBe(200);
}

/** Milliseconds after navigation at which something was first painted, by its name. */
async function painted(name: string): Promise<number> {
  const at: number | null = await page.evaluate(
    `(performance.getEntriesByName(${JSON.stringify(name)})[0] ?? { startTime: null }).startTime`,
  );
  return at ?? Number.NaN;
}

const MARKS = {
  // The whole page is parsed by then: its skeleton is in its own text, its style with it.
  skeleton: 'first-paint',
  customer: 'panel:customer',
  chart: 'panel:chart',
  live: 'panel:live',
} as const;
type Marks = Readonly<Record<keyof typeof MARKS, number>>;

async function marks(): Promise<Marks> {
  const times = await Promise.all(
    Object.entries(MARKS).map(async ([name, mark]) => [name, await painted(mark)]),
  );
  return Object.fromEntries(times);
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const medians = (all: readonly Marks[]): Marks => ({
  skeleton: median(all.map(({ skeleton }) => skeleton)),
  customer: median(all.map(({ customer }) => customer)),
  chart: median(all.map(({ chart: drawn }) => drawn)),
  live: median(all.map(({ live }) => live)),
});

const told = ({ skeleton, customer, chart: drawn, live }: Marks): string =>
  `skeleton ${skeleton.toFixed(0)} ms, kept context ${customer.toFixed(0)} ms, chart ${drawn.toFixed(0)} ms, live ${live.toFixed(0)} ms after navigation`;

/** Opens the panel of a customer who was kept half an hour ago and has another name since, and sees all of it come. */
async function openStale(call: WaitingCall, name: string): Promise<readonly string[]> {
  await age(laptop, call.customer, 30);
  laptop.crm!.putCustomer({ ...call.customer, name });
  page = await browser.newPage();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).origin));
  await page.goto(signedInAt(laptop, call.reference));
  await shown('Kept 30 minutes ago.');
  await shown(name);
  await chart();
  await page.waitForFunction(
    "['panel:chart', 'panel:live'].every((name) => performance.getEntriesByName(name).length > 0)",
    undefined,
    WAIT,
  );
  expect(page.url()).toBe(`${laptop.system.url}/web/panel#${call.reference}`);
  return asked;
}

describe('the panel', () => {
  inBrowser('paints a skeleton, then what is kept with its age, then what the CRM says now', async () => {
    const call = await waitingCall(laptop, 'quick');
    crmIs({ kind: 'delay', ms: 100 });
    // The functions are started by whoever comes first, as in the cloud.
    const asked = await openStale(call, 'Robin First');
    console.log(`first of all: ${told(await marks())}`);
    await page.close();
    const times: Marks[] = [];
    const papers = new Set<unknown>();
    for (let nth = 1; nth <= 7; nth++) {
      await openStale(call, `Robin Newname ${nth}`);
      times.push(await marks());
      papers.add(await page.evaluate('getComputedStyle(document.body).backgroundColor'));
      await page.close();
    }
    console.log(`then, each the median of ${times.length}: ${told(medians(times))}`);

    // Of the style sheet in the page, which the policy knows by its hash.
    expect(papers).toEqual(new Set(['rgb(245, 246, 248)']));
    // The browser tells when it has shown its first frame, a mark when the page has drawn one: on a busy machine one frame
    // may be shown late.
    const { skeleton, customer, chart: drawn, live } = medians(times);
    expect(skeleton).toBeLessThan(customer);
    expect(customer).toBeLessThan(live);
    expect(drawn).toBeGreaterThan(customer);
    expect(new Set(asked)).toEqual(new Set([laptop.system.url]));
  });

  inBrowser(
    'shows the chart and what is kept while the CRM takes five seconds, and its answer then',
    async () => {
      const call = await waitingCall(laptop, 'slow');
      await age(laptop, call.customer, 10);
      laptop.crm!.putCustomer({ ...call.customer, name: 'Robin Lateword' });
      crmIs({ kind: 'delay', ms: 5000 });

      await open(call.reference);
      await shown('Robin Testwell');
      await chart();
      await shown(/Kept 10 minutes ago\. Asking the CRM|Kept 10 minutes ago\. The CRM does not answer/);
      await shown('Robin Lateword');
      await shown('From the CRM, just now.');

      expect(await painted('panel:chart')).toBeLessThan(await painted('panel:live'));
      expect(await painted('panel:live')).toBeGreaterThan(4000);
    },
  );

  inBrowser('works without the CRM: what is kept, the chart, the story and the disposition', async () => {
    const call = await waitingCall(laptop, 'down');
    await age(laptop, call.customer, 90);
    await crmIsDown(true);

    await open(call.reference);
    await shown('Kept 1 hour ago. The CRM does not answer. It is asked again.');
    await shown('Robin Testwell');
    await chart();
    await shown('Call accepted by the platform');
    await page.getByRole('button', { name: 'Resolved on the call' }).click();

    await shown('Recorded: Resolved on the call');
  });

  inBrowser(
    'leads an agent through the sign-in, and takes one click or key for the disposition',
    async () => {
      const call = await waitingCall(laptop, 'sign-in');
      page = await browser.newPage();
      await page.goto(`${laptop.system.url}/web/panel#${call.reference}`);
      await shown('Robin Testwell');
      await endSessions(laptop);

      await page.getByRole('button', { name: 'Technician visit agreed' }).focus();
      await page.keyboard.press('Enter');

      await shown('Recorded: Technician visit agreed');
      expect(page.url()).toBe(`${laptop.system.url}/web/panel#${call.reference}`);
      const segments = await segmentsWith(laptop, call.customer.customerId, 'visit_agreed');
      expect(segments.attributes).toMatchObject({ segmentation_tags: ['visit_agreed'] });
    },
  );

  inBrowser('lists what is open elsewhere, the calls before this one and what was said then', async () => {
    await breach('field-service', 430);
    await waitingCall(laptop, 'lists', { alert: { sensorId: 'DOOR-SNS-0107', alertType: 'temp_high' } });
    await post(laptop, 'v1/interactions', {
      customerId: 'CUST-PANEL-lists',
      tags: ['visit_agreed'],
      idempotency_key: 'panel-lists',
    });
    await segmentsWith(laptop, 'CUST-PANEL-lists', 'visit_agreed');
    const { reference } = await waitingCall(laptop, 'lists');

    await open(reference);
    const card = (name: string) => page.getByRole('region', { name, exact: true });
    await chart();

    const calls = await card('Last calls').getByRole('listitem').allInnerTexts();
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatch(/^Temp high\s+DOOR-SNS-0107, waits for an agent\s*just now$/);
    const incidents = await card('Open incidents').getByRole('listitem').allInnerTexts();
    expect(incidents).toHaveLength(1);
    expect(incidents[0]).toMatch(/^field-service\s+wait 7\smin, ticket \S+\s*just now$/);
    expect(await card('Segments').innerText()).toContain('visit_agreed');
  });

  inBrowser('says why it shows nothing', async () => {
    const { reference } = await waitingCall(laptop, 'nothing');
    page = await browser.newPage();

    const longAgo = new Date(Date.now() - 48 * 3_600_000);
    const expired = laptop.genesys!.signIn(laptop.stage.panel!.clientId, longAgo);
    for (const token of ['forged', expired]) {
      await page.goto(`${laptop.system.url}/web/panel#access_token=${token}&state=${reference}`);
      await shown('The platform does not know you any more.');
      await page.getByRole('button', { name: 'Sign in again' }).click();
      await shown('Robin Testwell');
      await page.goto('about:blank');
    }
    await page.close();
    await open('0'.repeat(32));
    await shown('The address of this page leads to no alert. It may be too old.');
    await page.goto('about:blank');
    await page.goto(`${laptop.system.url}/web/panel`);
    await shown('This page is opened by the call: its address names none.');
  });

  inBrowser('fits into every width, in light and dark, and axe finds nothing wrong with it', async () => {
    const { reference } = await waitingCall(laptop, 'widths', {
      customer: { name: 'A-name-without-a-space-'.repeat(4), fields: { note: 'word'.repeat(40) } },
    });
    await open(reference);
    await chart();

    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      for (const width of [320, 768, 1440]) {
        await page.setViewportSize({ width, height: 900 });
        const found: { violations: { id: string; nodes: { html: string }[] }[] } = await page.evaluate(
          `(async () => { ${axe.source}; return axe.run(); })()`,
        );

        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
        expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
      }
    }
  });

  inBrowser('shows hostile text as text, and runs no script that is not its own', async () => {
    const evil =
      '<img src="http://127.0.0.1:9/x" onerror="window.injected=1"><script>window.injected=1</script>';
    const { reference } = await waitingCall(laptop, 'hostile', {
      customer: { name: evil, accountTier: 'enterprise', fields: { [evil.slice(0, 60)]: evil } },
      telemetry: { unit: '<b>hot</b>' },
    });
    page = await browser.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).origin));
    await page.goto(signedInAt(laptop, reference));
    await chart();

    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(evil);
    await shown('14.6 <b>hot</b>');
    expect(new Set(asked)).toEqual(new Set([laptop.system.url]));
    const refused: string[] = await page.evaluate(`(async () => {
      const refused = [];
      document.addEventListener('securitypolicyviolation', (event) => refused.push(event.effectiveDirective));
      const inline = document.createElement('script');
      try { inline.textContent = 'window.injected = 1'; document.body.append(inline); } catch { refused.push('typed'); }
      const foreign = document.createElement('img');
      foreign.src = 'http://127.0.0.1:9/x';
      document.body.append(foreign);
      try { document.body.insertAdjacentHTML('beforeend', '<i onclick="1">'); } catch { refused.push('typed'); }
      await fetch('http://127.0.0.1:9/x').catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 300));
      return refused;
    })()`);
    expect(refused).toEqual(expect.arrayContaining(['typed', 'img-src', 'connect-src']));
    expect(await page.evaluate('window.injected')).toBeUndefined();
  });

  inBrowser('is framed by whom the stage names and by nobody else', async () => {
    const { reference } = await waitingCall(laptop, 'frame');
    const framedBy = async (origin: string): Promise<number> => {
      await page.goto(`${origin}/?framed=${encodeURIComponent(signedInAt(laptop, reference))}`);
      return page.frameLocator('iframe').getByText('Robin Testwell').count();
    };
    page = await browser.newPage();

    expect(await framedBy(host.other)).toBe(0);
    await framedBy(host.named);
    await page.frameLocator('iframe').getByText('Robin Testwell').waitFor(WAIT);
  });
});

describe('a session of the panel', () => {
  inBrowser('shows nothing of a customer whom the call is not for', async () => {
    const own = await waitingCall(laptop, 'mine');
    const foreign = await waitingCall(laptop, 'theirs', { customer: { name: 'Robin Elsewhere' } });
    const [mine, theirs] = [own.customer.customerId, foreign.customer.customerId];
    const answered: number[] = [];
    page = await browser.newPage();
    page.on('response', (response) => {
      if (response.url().includes(theirs)) answered.push(response.status());
    });
    await page.route(`**/customers/${mine}/*`, (route) =>
      route.continue({ url: route.request().url().replace(mine, theirs) }),
    );

    await page.goto(signedInAt(laptop, own.reference));
    await shown('This part is late. It is asked for again.');

    expect(new Set(answered)).toEqual(new Set([403]));
    expect(await page.getByText('Robin Elsewhere').count()).toBe(0);
  });

  inBrowser(
    'is for an agent whom the platform knows under our client, and for a reference there is',
    async () => {
      const { reference } = await waitingCall(laptop, 'refused');
      const session = (platformToken: string, named = reference) =>
        post(laptop, 'v1/panel/session', { reference: named, platformToken });

      expect(await session('forged')).toMatchObject({ status: 401 });
      expect(await session(laptop.genesys!.signIn('another-application'))).toMatchObject({ status: 401 });
      expect(await session(agentToken(laptop), 'f'.repeat(32))).toMatchObject({ status: 404 });
      expect(await session(agentToken(laptop), 'short')).toMatchObject({ status: 400 });
    },
  );

  inBrowser('opens one customer alone, until it ends', async () => {
    const [own, foreign] = [await waitingCall(laptop, 'own'), await waitingCall(laptop, 'foreign')];
    const opened = await post(laptop, 'v1/panel/session', {
      reference: own.reference,
      platformToken: agentToken(laptop),
    });
    const token: string = opened.body.token;
    const read = async (customerId: string, bearer = token): Promise<number> => {
      const answer = await fetch(`${laptop.system.url}/v1/panel/customers/${customerId}/alert`, {
        headers: { authorization: `Bearer ${bearer}` },
      });
      await answer.text();
      return answer.status;
    };
    const says = (customerId: string, disposition: string) =>
      post(laptop, `v1/panel/customers/${customerId}/disposition`, { disposition }, token);

    expect(await read(own.customer.customerId)).toBe(200);
    expect(await read(foreign.customer.customerId)).toBe(403);
    expect(await says(foreign.customer.customerId, 'resolved_on_call')).toMatchObject({ status: 403 });
    expect(await says(own.customer.customerId, 'made_up')).toMatchObject({ status: 400 });
    expect(await read(own.customer.customerId, `${token}0`)).toBe(401);
    await endSessions(laptop);
    expect(await read(own.customer.customerId)).toBe(401);
  });
});
