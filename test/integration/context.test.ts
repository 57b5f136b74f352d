import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { Customer } from '../../functions/messages/customer.ts';
import {
  BROWSER_HEADERS,
  browse,
  type CrmPages,
  crmPages,
  DATA_ACTION_HEADERS,
} from '../support/agent-browser.ts';
import { contextOf, postChange, previewEvent } from '../support/exercise-context.ts';
import { eventually } from './local-app.ts';
import { type TestLaptop, testLaptop } from './test-laptop.ts';

jest.setTimeout(180_000);

let laptop: TestLaptop;
let pages: CrmPages;
let serial = 0;

beforeAll(async () => {
  pages = await crmPages();
  laptop = await testLaptop([
    { path: 'context.holdFields', value: ['paymentHold'] },
    { path: 'context.pop.baseUrl', value: pages.url },
    { path: 'context.pop.signOnUrl', value: `${pages.url}/sso?RelayState={page}` },
  ]);
}, 300_000);

afterAll(async () => {
  await laptop?.stop();
  await pages?.stop();
});

function customer(changes: Partial<Customer> = {}): Customer {
  serial += 1;
  const added: Customer = {
    customerId: `CUST-CTX-${serial}`,
    phoneNumber: `+1202555${String(100 + serial).padStart(4, '0')}`,
    doNotDisturb: false,
    accountTier: 'enterprise',
    name: 'Robin Testwell',
    ...changes,
  };
  laptop.crm!.putCustomer(added);
  return added;
}

const asked = ({ customerId }: Customer): number =>
  laptop.crm!.requests().filter(({ path }) => path.endsWith(`/${customerId}`)).length;

it('an agent who looks sees who it is, the next one from the cache, and the CRM is asked once', async () => {
  const known = customer();

  const first = await contextOf(laptop, known.customerId, '?campaignId=campaign-1');
  const second = await contextOf(laptop, known.customerId);

  expect(first).toMatchObject({
    status: 200,
    body: { freshness: 'live', campaignId: 'campaign-1', name: 'Robin Testwell', accountTier: 'enterprise' },
  });
  expect(second).toMatchObject({ status: 200, body: { freshness: 'cached', withheld: false } });
  expect(asked(known)).toBe(1);
});

it('an opt-out withholds a contact that is cached', async () => {
  const known = customer();
  await contextOf(laptop, known.customerId);

  await fetch(`${laptop.system.url}/v1/suppressions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': 'local' },
    body: JSON.stringify({ phoneNumber: known.phoneNumber, source: 'agent' }),
  });

  expect(await contextOf(laptop, known.customerId)).toMatchObject({
    body: { freshness: 'cached', withheld: true, withheldReason: 'suppressed' },
  });
});

it('a hold of the stage withholds a contact', async () => {
  const known = customer({ fields: { paymentHold: 'yes' } });

  expect(await contextOf(laptop, known.customerId)).toMatchObject({ body: { withheldReason: 'hold' } });
});

it('a CRM that takes five seconds is asked once, and an agent waits for two', async () => {
  const known = customer();
  const fault = { kind: 'delay', ms: 5000 } as const;
  laptop.crm!.setFaults([{ system: 'crm', operation: 'readCustomer', fault }]);

  const told = await contextOf(laptop, known.customerId);
  await new Promise((resolve) => setTimeout(resolve, 5000));
  laptop.crm!.setFaults([]);

  expect(told).toMatchObject({
    status: 200,
    body: { freshness: 'unavailable', reason: 'crm_timeout', suggestedQueue: 'tier-review' },
  });
  expect(await contextOf(laptop, known.customerId)).toMatchObject({ body: { freshness: 'cached' } });
  expect(asked(known)).toBe(1);
});

it('who is nobody is 404, and what is no id 400', async () => {
  expect(await contextOf(laptop, 'CUST-CTX-nobody')).toMatchObject({ status: 404 });
  expect(await contextOf(laptop, 'CUST-9981', '?campaignId=no%20id')).toMatchObject({ status: 400 });
});

it('a preview that begins warms the cache; one that ends is written to the CRM as its segments', async () => {
  const known = customer();
  const wrapupCode = 'f1e2d3c4-b5a6-4978-8069-5a4b3c2d1e0f';

  await previewEvent(laptop, known.customerId, 'preContact');
  await eventually(async () => (asked(known) === 1 ? true : undefined));
  await eventually(async () => {
    const { body } = await contextOf(laptop, known.customerId);
    return body.freshness === 'cached' ? true : undefined;
  });
  await previewEvent(laptop, known.customerId, 'postContact', { wrapupCode });

  const tags = await eventually(async () => {
    const segments = laptop.crm!.customer(known.customerId)?.segments;
    return segments?.attributes.segmentation_tags;
  });
  expect(String(tags)).toContain('visit_agreed');
});

it('what the CRM has changed is what the next agent sees, without asking', async () => {
  const known = customer();
  const { customerId, phoneNumber } = known;
  const changedAt = new Date().toISOString();

  expect(
    await postChange(laptop, { customerId, phoneNumber, doNotDisturb: true, accountTier: 'gold', changedAt }),
  ).toBe(202);

  await eventually(async () => {
    const { body } = await contextOf(laptop, customerId);
    return body.accountTier === 'gold' && body.withheldReason === 'do_not_disturb' ? true : undefined;
  });
  expect(asked(known)).toBeLessThanOrEqual(1);
});

it('a screen pop is an address that tells nothing, and leads to the page of the stage', async () => {
  const known = customer({ accountTier: 'gold & more' });
  const url = `${laptop.system.url}/v1/contacts/${known.customerId}/pop?campaignId=campaign-1`;

  const answer = await fetch(url, { headers: { ...DATA_ACTION_HEADERS, 'x-api-key': 'local' } });

  expect(answer.status).toBe(200);
  const told: { url: string; at: string } = JSON.parse(await answer.text());
  expect(told).toMatchObject({
    url: expect.stringMatching(/^http:[^?]+\/v1\/pops\/[0-9a-f]{32}$/),
    at: 'preview',
  });
  const opened = await fetch(told.url, { redirect: 'manual', headers: BROWSER_HEADERS });
  await opened.text();
  expect(opened.status).toBe(302);
  expect(opened.headers.get('referrer-policy')).toBe('no-referrer');
  expect(opened.headers.get('cache-control')).toBe('no-store');
  const signOn = new URL(opened.headers.get('location') ?? '');
  expect(signOn.searchParams.get('RelayState')).toBe(
    `${pages.url}/ui/agent?cid=${known.customerId}&tier=gold%20%26%20more`,
  );
});

it('an agent whose session with the CRM is over sees the contact all the same, and again', async () => {
  const known = customer();
  const url = `${laptop.system.url}/v1/contacts/${known.customerId}/pop`;
  const answer = await fetch(url, { headers: { 'x-api-key': 'local' } });
  const told: { url: string } = JSON.parse(await answer.text());
  const page = `${pages.url}/ui/agent?cid=${known.customerId}&tier=enterprise`;
  const over = ['session=stale', 'idp=alive'];

  expect(await browse(page, over)).toMatchObject({ status: 401 });
  for (const times of [1, 2]) {
    const seen = await browse(told.url, over);
    expect({ times, ...seen }).toMatchObject({
      times,
      status: 200,
      visited: [told.url, expect.anything(), page],
    });
  }
  expect(await browse(told.url, [])).toMatchObject({ status: 401 });
});

it('a browser that guesses finds nothing', async () => {
  const guessed = await browse(`${laptop.system.url}/v1/pops/${'0'.repeat(32)}`, []);

  expect(guessed).toMatchObject({ status: 404 });
  expect(JSON.parse(guessed.text)).toMatchObject({ title: 'Not Found', detail: 'no such pop' });
  expect(await browse(`${laptop.system.url}/v1/pops/no%20id`, [])).toMatchObject({ status: 400 });
});
