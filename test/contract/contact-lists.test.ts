import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { genesysContactLists } from '../../functions/adapters/genesys-contact-lists.ts';
import { httpClient } from '../../functions/adapters/http.ts';
import { clientCredentialsTokens } from '../../functions/adapters/oauth.ts';
import type { ContactLists } from '../../functions/ports/contact-lists.ts';
import type { Fault } from '../../local/simulators/faults.ts';
import { type GenesysSimulator, startGenesysSimulator } from '../../local/simulators/genesys.ts';
import type { SimulatedCampaign } from '../../local/simulators/genesys-campaigns.ts';
import { readContract } from '../../local/simulators/openapi.ts';
import { TUESDAY_10 } from '../support/builders.ts';
import { requestProblems } from '../support/contract.ts';
import { type AddingAnswer, type FakeContactLists, fakeContactLists } from '../support/fake-contact-lists.ts';
import { contact, contactListsSuite } from './contact-lists-suite.ts';

const COLUMNS = ['phone', 'sensorId'];
const LIST = 'list-1';
const CAMPAIGN = 'campaign-1';
const IDS = {
  list: LIST,
  campaign: CAMPAIGN,
  unknownList: 'list-that-is-gone',
  unknownCampaign: 'nowhere',
};

describe('the fake', () => {
  let lists: FakeContactLists;
  beforeEach(() => {
    lists = fakeContactLists({ [LIST]: COLUMNS });
    lists.putCampaign({
      id: CAMPAIGN,
      contactListId: LIST,
      dialingMode: 'paced',
      status: 'on',
      alwaysRunning: true,
      phoneColumns: ['phone'],
      hasCallableTimes: false,
    });
  });
  contactListsSuite(() => ({
    lists,
    ids: IDS,
    keepsWithheld: true,
    plan: lists.answer,
    down: lists.down,
    call: lists.callContact,
    kept: lists.contacts,
    requests: () => lists.requests,
  }));
});

describe('Genesys Cloud', () => {
  const contract = readContract('genesys-cloud');
  const power: SimulatedCampaign = {
    id: CAMPAIGN,
    contactListId: LIST,
    dialingMode: 'power',
    campaignStatus: 'on',
    alwaysRunning: true,
    phoneColumn: 'phone',
  };
  let simulator: GenesysSimulator;
  let lists: ContactLists;
  beforeEach(async () => {
    simulator = await startGenesysSimulator({
      clientId: 'local',
      clientSecret: 'local',
      queueIds: [],
      contactLists: [{ id: LIST, columnNames: COLUMNS }],
      campaigns: [power],
      now: () => new Date(TUESDAY_10),
    });
    lists = genesys();
  });
  afterEach(() => simulator.stop());

  function genesys(requestMs = 5000): ContactLists {
    const http = httpClient(simulator.url);
    const now = () => new Date(TUESDAY_10);
    const credentials = { value: async () => ({ clientId: 'local', clientSecret: 'local' }) };
    return genesysContactLists(http, clientCredentialsTokens(http, credentials, now), requestMs, now);
  }

  const fault = (of: Fault, operation = 'addContacts'): void =>
    simulator.setFaults([{ system: 'genesys', operation, fault: of, times: 1 }]);
  const additions = () =>
    simulator.requests().filter(({ method, path }) => method === 'POST' && path.endsWith('/contacts'));

  function plan(answer: AddingAnswer): void | Promise<void> {
    switch (answer.kind) {
      case 'throttled':
        return fault({ kind: 'rate-limit', retryAfterSeconds: (answer.retryAfterMs ?? 0) / 1000 });
      case 'unauthorized':
        return fault({ kind: 'expired-token' });
      case 'unreachable':
        return simulator.pause();
      case 'unknown':
        return fault({ kind: answer.added ? 'status-after' : 'status', status: 503 });
      default:
        return answer satisfies never;
    }
  }

  contactListsSuite(() => ({
    lists,
    ids: IDS,
    keepsWithheld: true,
    plan,
    down: (isDown) => (isDown ? simulator.pause() : simulator.resume()),
    call: simulator.callContact,
    kept: simulator.contacts,
    requests: () => additions().map(({ body }) => (Array.isArray(body) ? body.length : 0)),
  }));

  it('asks as the contract says', async () => {
    await lists.campaign(CAMPAIGN);
    await lists.addContacts(LIST, [contact('a')], { first: true });
    await lists.readContacts(LIST, ['a']);
    await lists.withholdContact(LIST, 'a');

    const requests = simulator.requests().filter(({ path }) => path !== '/oauth/token');
    expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `GET /api/v2/outbound/campaigns/${CAMPAIGN}`,
      `POST /api/v2/outbound/contactlists/${LIST}/contacts`,
      `POST /api/v2/outbound/contactlists/${LIST}/contacts/bulk`,
      `GET /api/v2/outbound/contactlists/${LIST}/contacts/a`,
      `PUT /api/v2/outbound/contactlists/${LIST}/contacts/a`,
    ]);
    expect(requests.flatMap((request) => requestProblems(contract, request))).toEqual([]);
    expect(simulator.contacts()).toMatchObject([{ first: true, callable: false }]);
  });

  it('takes a contact that an agent passed over for not called, and takes it back', async () => {
    await lists.addContacts(LIST, [contact('a')]);
    simulator.skipContact('a');

    expect((await lists.readContacts(LIST, ['a'])).get('a')).toMatchObject({ called: false });
    expect(await lists.withholdContact(LIST, 'a')).toBe('withheld');
  });

  it.each<[string, Fault]>([
    ['409', { kind: 'status', status: 409 }],
    ['5xx after it was accepted', { kind: 'status-after', status: 504 }],
    ['a reset after it was accepted', { kind: 'reset-after' }],
    ['200 without contacts', { kind: 'body', status: 200, body: [] }],
    ['200 with HTML', { kind: 'body', status: 200, body: '<html></html>' }],
    ['202 without a body', { kind: 'body', status: 202 }],
  ])('does not know whether they were added after %s, and sends once', async (_, of) => {
    fault(of);

    await expect(lists.addContacts(LIST, [contact('a')])).rejects.toMatchObject({
      name: 'UnknownOutcomeError',
    });
    expect(additions()).toHaveLength(1);
  });

  it('does not know it without an answer', async () => {
    fault({ kind: 'never' });

    await expect(genesys(200).addContacts(LIST, [contact('a')])).rejects.toMatchObject({
      reason: 'genesys_no_answer',
    });
  });

  it('does not know of a contact that the answer does not name', async () => {
    fault({ kind: 'body', status: 200, body: [{ id: 'a' }] });

    const added = await lists.addContacts(LIST, [contact('a'), contact('b')]);

    expect(added.get('b')).toEqual({ kind: 'unknown' });
  });

  it('sends exactly one request when it must ask before each', async () => {
    const adding = lists.addContacts(LIST, [contact('a'), contact('b', { colour: 'red' })], {
      mayStillSend: () => true,
    });

    await expect(adding).rejects.toMatchObject({ name: 'RejectedError', reason: 'contacts_refused' });
    expect(additions()).toHaveLength(1);
    expect(simulator.contacts()).toEqual([]);
  });

  it('gives up looking for those that do not fit when there are too many of them', async () => {
    const bad = Array.from({ length: 100 }, (_, index) => contact(`c${index}`, { colour: 'red' }));

    await expect(lists.addContacts(LIST, bad)).rejects.toMatchObject({ reason: 'contacts_refused' });
    expect(additions().length).toBeLessThanOrEqual(25);
  });

  it.each([
    ['power', 'paced'],
    ['progressive', 'paced'],
    ['predictive', 'predictive'],
    ['preview', 'preview'],
  ])('reads the mode %s as %s', async (dialingMode, mode) => {
    simulator.putCampaign({ ...power, dialingMode, callableTimeSetId: 'times-1' });

    expect(await lists.campaign(CAMPAIGN)).toMatchObject({ dialingMode: mode, hasCallableTimes: true });
  });

  it.each([
    ['stopping', 'stopping'],
    ['complete', 'ended'],
    ['forced_off', 'ended'],
  ])('reads the status %s as %s', async (campaignStatus, status) => {
    simulator.putCampaign({ ...power, campaignStatus });

    expect(await lists.campaign(CAMPAIGN)).toMatchObject({ status });
  });

  it('takes words of a future version for what cannot be relied on', async () => {
    const body = { contactList: { id: LIST }, dialingMode: 'holographic', campaignStatus: 'dreaming' };
    fault({ kind: 'body', status: 200, body }, 'readCampaign');

    expect(await lists.campaign(CAMPAIGN)).toMatchObject({ dialingMode: 'other', status: 'ended' });
  });

  it.each([
    ['readCampaign', () => lists.campaign(CAMPAIGN)],
    ['readContacts', () => lists.readContacts(LIST, ['a'])],
    ['readContact', () => lists.withholdContact(LIST, 'a')],
  ])('asks again when the answer of %s cannot be read', async (operation, ask) => {
    await lists.addContacts(LIST, [contact('a')]);
    fault({ kind: 'body', status: 200, body: '<html></html>' }, operation);

    await expect(ask()).rejects.toMatchObject({ name: 'TransientError', reason: 'genesys_unreadable' });
  });

  it('never tells a number in an error', async () => {
    fault({ kind: 'status', status: 400, body: { message: 'bad +12025550111' } });

    const error: unknown = await lists
      .addContacts(LIST, [contact('a'), contact('b')], { mayStillSend: () => true })
      .catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(Error);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('2025550111');
  });
});
