import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { wallClock } from '../../functions/compliance/wall-clock.ts';
import type { PreviewContacts } from '../../functions/messages/preview-contacts.ts';
import { PREVIEW_SKIPPED } from '../../functions/messages/preview-event.ts';
import { platformId } from '../../functions/preview/contact-data.ts';
import type { PreviewStory } from '../../functions/preview-story/tell-preview.ts';
import { readContract } from '../../local/simulators/openapi.ts';
import { BROWSER_HEADERS } from '../support/agent-browser.ts';
import { requestProblems } from '../support/contract.ts';
import { contextOf, previewEvent } from '../support/exercise-context.ts';
import { storesOf } from '../support/hostile-stores.ts';
import { exercisedPermissions } from '../support/permission-exercise.ts';
import { readMatrix, reviewedGrants } from '../support/permission-matrix.ts';
import { PLANTED } from '../support/planted-people.ts';
import { tracesIn } from '../support/planted-traces.ts';
import { eventually } from './local-app.ts';
import { type TestLaptop, testLaptop } from './test-laptop.ts';

/** The real bundles on embedded engines. */
jest.setTimeout(180_000);
const PATIENCE_MS = 120_000;
const HEADERS = { 'content-type': 'application/json', 'x-api-key': 'local' };

/** Spread so that at any instant it is day in one of them and night in another. */
const ZONES = [
  'Pacific/Auckland',
  'Asia/Tokyo',
  'Asia/Kolkata',
  'Europe/London',
  'America/New_York',
  'Pacific/Honolulu',
];
const zoneWith = (isWanted: (hour: number) => boolean): string =>
  ZONES.find((zone) => isWanted(Math.floor(wallClock(new Date(), zone).secondOfDay / 3600)))!;
const DAY = zoneWith((hour) => hour >= 9 && hour < 18);
const NIGHT = zoneWith((hour) => hour < 6 || hour >= 21);

const { contacts: everybody, ...push } = JSON.parse(
  readFileSync(new URL('../../events/preview-contacts.json', import.meta.url), 'utf8'),
) as Omit<PreviewContacts, 'contacts'> & {
  readonly contacts: readonly { readonly contactId: string; readonly phoneNumber: string }[];
};
/** The first of the sample; the others are there so that at any hour one of every route may be called. */
const SAMPLE = { ...push, contacts: everybody.slice(0, 4) };
const [ENTERPRISE, GENERAL, NIGHTLY, REVIEWED] = SAMPLE.contacts.map(({ contactId }) => contactId) as [
  string,
  string,
  string,
  string,
];

let laptop: TestLaptop;

beforeAll(async () => {
  laptop = await testLaptop();
  customer('CUST-9981', DAY, { accountTier: 'enterprise' });
  customer('CUST-9982', DAY, { accountTier: 'standard' });
  customer('CUST-9983', NIGHT, { accountTier: 'standard' });
  customer('CUST-9984', DAY);
  customer('CUST-SUPPRESSED', DAY);
}, 300_000);

afterAll(() => laptop?.stop());

function customer(customerId: string, timeZone: string, more: object = {}): void {
  const phoneNumber = '+12025550199';
  laptop.crm!.putCustomer({ customerId, phoneNumber, timeZone, doNotDisturb: false, ...more });
}

async function post(path: string, body: object): Promise<number> {
  const url = `${laptop.system.url}${path}`;
  const answer = await fetch(url, { method: 'POST', headers: HEADERS, body: JSON.stringify(body) });
  await answer.text();
  return answer.status;
}

async function storyOf(contactId: string): Promise<PreviewStory | undefined> {
  const path = `/v1/previews/${contactId}/${SAMPLE.campaignId}`;
  const answer = await fetch(`${laptop.system.url}${path}`, { headers: HEADERS });
  const text = await answer.text();
  return answer.ok ? JSON.parse(text) : undefined;
}

const told = (contactId: string, isWanted: (story: PreviewStory) => boolean): Promise<PreviewStory> =>
  eventually(async () => {
    const story = await storyOf(contactId);
    return story && isWanted(story) ? story : undefined;
  }, PATIENCE_MS);

const isListed = ({ outcome }: PreviewStory): boolean => outcome === 'listed';

const onPlatform = (contactId: string) =>
  laptop
    .genesys!.contacts()
    .find(({ id }) => id === platformId({ contactId, campaignId: SAMPLE.campaignId }));

const sweep = (): Promise<void> =>
  laptop.system.fireSchedule(laptop.system.resource('AWS::Events::Rule', 'PreviewSchedule').name);

it('contacts of a push reach the list of their route; who may not be called now, or is no contact, reaches none', async () => {
  await post('/v1/suppressions', { phoneNumber: '+12025550155', source: 'agent' });
  const suppressed = {
    contactId: 'CRM_SUPPRESSED',
    phoneNumber: '+12025550155',
    externalContactId: 'CUST-SUPPRESSED',
  };
  const bad = { contactId: 'CRM_BAD', phoneNumber: '555 0123' };

  expect(await post('/v1/previews', { ...SAMPLE, contacts: [bad, ...SAMPLE.contacts, suppressed] })).toBe(
    202,
  );

  const [enterprise, general, reviewed, nightly, refused] = await Promise.all([
    told(ENTERPRISE, isListed),
    told(GENERAL, isListed),
    told(REVIEWED, isListed),
    told(NIGHTLY, ({ reason }) => reason === 'outside_window'),
    told('CRM_SUPPRESSED', ({ final }) => final),
  ]);
  expect([enterprise.route, general.route, reviewed.route]).toEqual(['enterprise', 'general', 'review']);
  expect(enterprise.listedCampaignId).not.toBe(SAMPLE.campaignId);
  expect(nightly).toMatchObject({ outcome: null, state: 'OPEN' });
  expect(refused).toMatchObject({ outcome: 'refused', reason: 'suppressed' });
  expect(onPlatform(ENTERPRISE)).toMatchObject({
    contactListId: 'list-enterprise',
    callable: true,
    first: true,
  });
  expect(onPlatform(GENERAL)).toMatchObject({
    contactListId: 'list-general',
    data: { tierSkill: 'general' },
  });
  expect(onPlatform(REVIEWED)).toMatchObject({ data: { tierSkill: 'tier-review', contactId: REVIEWED } });
  expect(laptop.genesys!.contacts()).toHaveLength(3);
  expect(await storyOf('CRM_BAD')).toBeUndefined();
});

it('a repeated push is counted and adds nobody', async () => {
  expect(await post('/v1/previews', SAMPLE)).toBe(202);

  await Promise.all(
    SAMPLE.contacts.map(({ contactId }) => told(contactId, ({ duplicates }) => duplicates === 1)),
  );
  expect(laptop.genesys!.contacts().map(({ additions }) => additions)).toEqual([1, 1, 1]);
});

it('an agent is shown the customer behind a pushed contact, and the address that opens for it', async () => {
  const query = `?campaignId=${SAMPLE.campaignId}`;

  expect(await contextOf(laptop, ENTERPRISE, query)).toMatchObject({
    status: 200,
    body: { contactId: ENTERPRISE, customerId: 'CUST-9981', freshness: 'cached', accountTier: 'enterprise' },
  });
  const { body } = await contextOf(laptop, `${ENTERPRISE}/pop`, query);
  const opened = await fetch(String(body.url), { redirect: 'manual', headers: BROWSER_HEADERS });
  expect(opened.headers.get('location')).toBe(
    `http://127.0.0.1/crm/ui/agent?cid=${ENTERPRISE}&tier=enterprise`,
  );
});

it('a suppression takes a listed contact back at the next sweep', async () => {
  const { phoneNumber } = SAMPLE.contacts.find(({ contactId }) => contactId === GENERAL)!;
  await post('/v1/suppressions', { phoneNumber, source: 'agent' });

  await sweep();

  await eventually(() => (onPlatform(GENERAL)?.callable === false ? true : undefined), PATIENCE_MS);
  const story = await told(GENERAL, ({ state }) => state === 'WITHDRAWING' || state === 'ENDED');
  expect(story.reason).toBe('suppressed');
  expect(onPlatform(ENTERPRISE)).toMatchObject({ callable: true });
});

it('a call that the platform tells of ends the contact, and counts for everything that limits calls', async () => {
  const contactId = platformId({ contactId: ENTERPRISE, campaignId: SAMPLE.campaignId });
  laptop.genesys!.callContact(contactId);

  await previewEvent(laptop, contactId, 'postContact', { wrapupCode: 'code-1' });

  expect(await told(ENTERPRISE, ({ final }) => final)).toMatchObject({ outcome: 'called' });
  const stores = storesOf(laptop.system, laptop.workDirectory);
  const items = JSON.stringify(await stores.items('Ledger/Table'));
  stores.close();
  expect(items).toContain('TRIES#CUST-9981');
  expect(items).toContain(`preview-${contactId}`);
});

it('a contact that its agent passed over, because the CRM was too slow to tell of holds, is offered again', async () => {
  const contactId = platformId({ contactId: REVIEWED, campaignId: SAMPLE.campaignId });
  laptop.system.shiftClocks(10 * 60_000);
  const fault = { kind: 'delay', ms: 30_000 } as const;
  laptop.crm!.setFaults([{ system: 'crm', operation: 'readCustomer', fault }]);

  const stores = storesOf(laptop.system, laptop.workDirectory);
  // On a busy machine the note may not be taken in time: then an agent looks again.
  await eventually(async () => {
    const { body } = await contextOf(laptop, REVIEWED, `?campaignId=${SAMPLE.campaignId}`);
    expect(body).toMatchObject({ freshness: 'stale', withheld: true });
    const kept = JSON.stringify(await stores.items('Contacts/Table'));
    return kept.includes('missedAt') ? true : undefined;
  }, PATIENCE_MS);
  stores.close();
  laptop.crm!.setFaults([]);
  laptop.genesys!.skipContact(contactId);
  await previewEvent(laptop, contactId, 'postContact', { wrapupCode: PREVIEW_SKIPPED });

  await eventually(() => {
    const contact = onPlatform(REVIEWED);
    return contact?.additions === 2 && contact.callable ? true : undefined;
  }, PATIENCE_MS);
  const story = await told(REVIEWED, isListed);
  expect(story.transitions.map(({ reason }) => reason)).toContain('no_context');
});

it('people in contacts, good and bad, are in no log, ledger item, kept copy or story', async () => {
  const texts = Object.values(PLANTED);
  const bad = texts.flatMap((text) => [
    { contactId: text, phoneNumber: text },
    { contactId: 'CRM_PLANTED', phoneNumber: PLANTED.phone, fields: [{ key: text, value: text }] },
    { [text]: text },
    text,
  ]);
  const fields = texts.map((value, nth) => ({ key: `note${nth}`, value }));
  const good = {
    contactId: 'CRM_PEOPLE',
    phoneNumber: PLANTED.phone,
    externalContactId: 'CUST-9984',
    fields,
  };
  await post('/v1/previews', { ...SAMPLE, contacts: [...bad, good] });

  const story = await told('CRM_PEOPLE', isListed);

  const stores = storesOf(laptop.system, laptop.workDirectory);
  const [items, copies] = await Promise.all([stores.items('Ledger/Table'), stores.objects('quarantine/')]);
  const logs = stores.logs().map(({ text }) => text);
  stores.close();
  expect(copies.length).toBeGreaterThan(texts.length);
  expect(tracesIn(JSON.stringify([story, items, copies]))).toEqual([]);
  expect(tracesIn(logs.join('\n'))).toEqual([]);
});

it('asks the platform nothing its contract does not know', () => {
  const contract = readContract('genesys-cloud');

  const asked = laptop.genesys!.requests().filter(({ path }) => !path.includes('oauth'));

  expect(asked.some(({ method, path }) => method === 'POST' && path.includes('/contacts'))).toBe(true);
  expect(asked.some(({ method }) => method === 'PUT')).toBe(true);
  expect(asked.flatMap((request) => requestProblems(contract, request))).toEqual([]);
});

it('does nothing that its roles do not allow, and what only this run uses is used', () => {
  const { refused, unused } = exercisedPermissions(laptop.workDirectory, laptop);

  const reviewed = reviewedGrants(readMatrix());
  const ours = unused.filter((grant) => reviewed.get(grant) === 'used by the run of previews alone');
  expect(refused).toEqual([]);
  expect(ours).toEqual([]);
});
