import { describe, expect, it } from '@jest/globals';
import { erasureKey } from '../../functions/adapters/ledger-erasures.ts';
import { RejectedError, TransientError } from '../../functions/errors.ts';
import { platformId } from '../../functions/preview/contact-data.ts';
import { lookAtContacts } from '../../functions/preview/look-at-contacts.ts';
import { at, customer, HOUR, MINUTE, NEW_YORK, TUESDAY_10 } from '../support/builders.ts';
import { ENTERPRISE, GENERAL, previewCampaign, previewWorld } from '../support/preview-world.ts';

const PHONE = '+12125550123';
const NIGHT = '2025-11-18T04:00:00.000Z';

/** A contact of the customer CUST-1, who lives in New York. */
const contact = (fields: object = {}) => ({
  contactId: 'CRM_1',
  phoneNumber: PHONE,
  externalContactId: 'CUST-1',
  fields: [{ key: 'lastPurchaseDate', value: '2023-11-15' }],
  ...fields,
});

function world(start = TUESDAY_10, change: Parameters<typeof previewWorld>[1] = {}) {
  const built = previewWorld(start, change);
  built.crm.put(customer({ customerId: 'CUST-1', timeZone: NEW_YORK, accountTier: 'enterprise' }));
  return built;
}

const optOut = (fields: object = {}) => ({
  phoneE164: PHONE,
  scope: 'all' as const,
  source: 'agent',
  until: null,
  at: at(MINUTE),
  ...fields,
});

describe('a pushed contact', () => {
  it('of a customer who was erased leaves nothing behind', async () => {
    const { push, table, ledgerText } = world();
    await table.putItem({
      TableName: 'ledger',
      Item: { pk: { S: erasureKey(contact().externalContactId) } },
    });
    const before = ledgerText();

    const lines = await push([contact()]);

    expect(lines).toMatchObject([{ outcome: 'ignored', reason: 'erased' }]);
    expect(ledgerText()).toBe(before);
    expect(table.items('contacts')).toEqual([]);
  });

  it('is enriched, judged, routed by its tier and listed under an id of ours', async () => {
    const { push, of, lists } = world();

    await push([contact()], { priority: 'High' });

    expect(await of('CRM_1')).toMatchObject({
      state: 'LISTED',
      listedOn: { route: 'enterprise', campaignId: ENTERPRISE, contactListId: 'list-enterprise' },
      nextAt: new Date('2025-11-19T00:55:00.000Z'),
    });
    expect(lists.contacts()).toMatchObject([
      {
        id: platformId({ contactId: 'CRM_1', campaignId: GENERAL }),
        contactListId: 'list-enterprise',
        data: {
          phone: PHONE,
          contactId: 'CRM_1',
          accountTier: 'enterprise',
          lastPurchaseDate: '2023-11-15',
        },
        callable: true,
      },
    ]);
  });

  it.each([
    ['standard', 'general', 'general'],
    [undefined, 'review', 'tier-review'],
    ['', 'review', 'tier-review'],
    ['platinum', 'review', 'tier-review'],
    ['constructor', 'review', 'tier-review'],
  ])('of tier %s goes to the route %s', async (accountTier, route, tierSkill) => {
    const { push, of, lists, crm } = world();
    const { accountTier: _none, ...untold } = customer({ customerId: 'CUST-1', timeZone: NEW_YORK });
    crm.put({ ...untold, ...(accountTier !== undefined && { accountTier }) });

    await push([contact()]);

    expect(await of('CRM_1')).toMatchObject({ state: 'LISTED', listedOn: { route } });
    expect(lists.contacts()[0]?.data).toMatchObject({ tierSkill });
  });

  it('takes the tier of the push where the CRM says none', async () => {
    const { push, of, crm } = world();
    const { accountTier: _none, ...untold } = customer({ customerId: 'CUST-1', timeZone: NEW_YORK });
    crm.put(untold);

    await push([contact({ fields: [{ key: 'accountTier', value: 'enterprise' }] })]);

    expect(await of('CRM_1')).toMatchObject({ listedOn: { route: 'enterprise' } });
  });

  it('that cannot be used costs no other and is quarantined with its reason', async () => {
    const { push, of, quarantined } = world();

    const lines = await push([
      'no contact',
      contact({ contactId: 'CRM_2', phoneNumber: '555 0123' }),
      contact({ contactId: '15550199887' }),
      contact(),
    ]);

    expect(lines.map(({ outcome }) => outcome)).toEqual([
      'quarantined',
      'quarantined',
      'quarantined',
      'taken',
    ]);
    expect(quarantined.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining([
        'malformed: the whole',
        'malformed: phoneNumber',
        'malformed: contactId (looks personal)',
      ]),
    );
    expect(await of('CRM_1')).toMatchObject({ state: 'LISTED' });
  });

  it('leaves its number in the contacts table alone', async () => {
    const { push, ledgerText, messages } = world();

    await push([contact()]);

    expect(ledgerText()).toContain('CRM_1');
    expect(ledgerText()).not.toMatch(/2125550123|lastPurchaseDate|2023-11-15/);
    expect(messages.join()).not.toContain('2125550123');
  });

  it('shows and keeps no card number and no field that the stage marks', async () => {
    const { push, table, lists } = world();
    const fields = [
      { key: 'lastPurchaseDate', value: 'paid with 4111 1111 1111 1111' },
      { key: 'dateOfBirth', value: '1980-02-03' },
    ];

    await push([contact({ fields })]);
    const again = await push([contact({ fields })]);

    const kept = JSON.stringify([table.items('contacts'), lists.contacts()]);
    expect(kept).not.toMatch(/4111 1111|1980-02-03/);
    expect(lists.contacts()[0]?.data.lastPurchaseDate).toMatch(/1111$/);
    expect(again).toMatchObject([{ outcome: 'duplicate' }]);
  });

  it('pushed again is counted, and the platform is not asked again', async () => {
    const { push, of, lists } = world();
    await push([contact()]);

    const lines = await push([contact()]);
    const others = await push([contact({ phoneNumber: '+12125550199' })]);

    expect(lines).toMatchObject([{ outcome: 'duplicate' }]);
    expect(others).toMatchObject([{ outcome: 'quarantined', reason: 'another_push_stands' }]);
    expect(await of('CRM_1')).toMatchObject({ duplicates: 1 });
    expect(lists.requests).toEqual([1]);
  });

  it('delivered again goes on where it was', async () => {
    const { work, settle, of, lists } = world();
    const body = { campaignId: GENERAL, contacts: [contact()] };
    await work(body, 'edge-1');

    await work(body, 'edge-1');
    await settle();

    expect(await of('CRM_1')).toMatchObject({ state: 'LISTED', duplicates: 0 });
    expect(lists.requests).toEqual([1]);
  });

  it('goes with many others in one request', async () => {
    const { push, lists } = world();

    await push(Array.from({ length: 40 }, (_, index) => contact({ contactId: `CRM_${index}` })));

    expect(lists.requests).toEqual([40]);
  });
});

describe('a contact that may not be called never reaches the list', () => {
  it.each<[string, (built: ReturnType<typeof world>) => Promise<void> | void, object]>([
    ['suppressed', ({ suppressions }) => suppressions.suppress(optOut({ at: at() })), {}],
    [
      'do_not_disturb',
      ({ crm }) => crm.put(customer({ customerId: 'CUST-1', timeZone: NEW_YORK, doNotDisturb: true })),
      {},
    ],
    ['unknown_customer', ({ crm }) => crm.remove('CUST-1'), {}],
    ['crm_unreadable', ({ crm }) => crm.fail('readCustomer', 'unreadable'), {}],
    ['campaign_unknown', () => undefined, { campaignId: 'campaign-of-nobody' }],
    [
      'campaign_off',
      ({ lists }) => lists.putCampaign({ ...previewCampaign(GENERAL, 'list-general'), status: 'ended' }),
      {},
    ],
    [
      'campaign_not_preview',
      ({ lists }) =>
        lists.putCampaign({ ...previewCampaign(ENTERPRISE, 'list-enterprise'), dialingMode: 'predictive' }),
      {},
    ],
    [
      'campaign_without_callable_times',
      ({ lists }) =>
        lists.putCampaign({
          ...previewCampaign(ENTERPRISE, 'list-enterprise'),
          hasCallableTimes: false,
        }),
      {},
    ],
  ])('%s', async (reason, prepare, fields) => {
    const built = world();
    await prepare(built);

    await built.push([contact()], fields);

    const { campaignId = GENERAL } = fields as { campaignId?: string };
    const kept = await built.ports.previews.read({ contactId: 'CRM_1', campaignId });
    expect(kept?.value).toMatchObject({ state: 'ENDED', outcome: 'refused', reason });
    expect(kept?.value.nextAt).toBeUndefined();
    expect(built.lists.contacts()).toEqual([]);
  });

  it('in a dry run, which shows the real verdict first', async () => {
    const { push, of, lists } = world(TUESDAY_10, { armed: false });

    await push([contact()]);

    expect(await of('CRM_1')).toMatchObject({ outcome: 'refused', reason: 'disarmed' });
    expect(lists.contacts()).toEqual([]);
  });

  it('outside the allow list of its stage', async () => {
    const { push, of } = world(TUESDAY_10, { allowNumbers: ['+12025550100'] });

    await push([contact()]);

    expect(await of('CRM_1')).toMatchObject({ outcome: 'refused', reason: 'not_on_allow_list' });
  });

  it('while all dialing is stopped', async () => {
    const { push, of, ledger, sweep, clock, lists } = world();
    await ledger.stopDialing({ since: at(), by: 'operations', reason: 'wrong script' });
    await push([contact()]);
    expect(await of('CRM_1')).toMatchObject({ state: 'OPEN', reason: 'dialing_stopped' });
    expect(lists.contacts()).toEqual([]);

    await ledger.startDialing({ since: at(), by: 'operations', reason: 'mended' });
    clock.advance(MINUTE);
    await sweep();

    expect(await of('CRM_1')).toMatchObject({ state: 'LISTED' });
  });

  it('outside its window: it waits for the opening, as long as it lives so long', async () => {
    const { push, of, lists, clock, sweep } = world(NIGHT);
    await push([contact(), contact({ contactId: 'CRM_2' })]);
    await push([contact({ contactId: 'CRM_3' })], { expirationTime: '2025-11-18T12:00:00Z' });

    expect(await of('CRM_1')).toMatchObject({ state: 'OPEN', reason: 'outside_window' });
    expect(await of('CRM_3')).toMatchObject({ state: 'ENDED', outcome: 'refused', reason: 'outside_window' });
    expect(lists.contacts()).toEqual([]);

    clock.set(new Date('2025-11-18T13:10:00.000Z'));
    await sweep();

    expect(await of('CRM_1')).toMatchObject({ state: 'LISTED' });
    expect(lists.requests).toEqual([2]);
  });

  it('that has expired, or would before the platform is sure to have it', async () => {
    const { push, of, lists } = world();

    await push([contact()], { expirationTime: at(-MINUTE).toISOString() });
    await push([contact({ contactId: 'CRM_2' })], { expirationTime: at(2 * MINUTE).toISOString() });

    expect(await of('CRM_1')).toMatchObject({ state: 'ENDED', outcome: 'expired' });
    expect(await of('CRM_2')).toMatchObject({ state: 'ENDED', outcome: 'expired' });
    expect(lists.contacts()).toEqual([]);
  });

  it('whose number is suppressed between the verdict and the request', async () => {
    const built = world();
    const { ports, push, of, suppressions, lists, sweep, clock } = built;
    const take = ports.pace.take.bind(ports.pace);
    // Waiting for the platform's turn is the longest gap there is.
    Object.assign(ports.pace, {
      async take(...asked: Parameters<typeof take>) {
        await suppressions.suppress(optOut({ at: at() }));
        return take(...asked);
      },
    });

    await push([contact()]);
    expect(lists.requests).toEqual([]);
    clock.advance(MINUTE);
    await sweep();

    expect(await of('CRM_1')).toMatchObject({ outcome: 'refused', reason: 'suppressed' });
    expect(lists.requests).toEqual([]);
  });
});

describe('a listed contact', () => {
  it('is withdrawn when its number is suppressed, by the next sweep', async () => {
    const { push, of, lists, suppressions, notices, clock, sweep } = world();
    await push([
      contact(),
      contact({ contactId: 'CRM_2', phoneNumber: '+12125550124', externalContactId: undefined }),
    ]);
    clock.advance(HOUR);
    await suppressions.suppress(optOut({ at: clock.now() }));
    await notices.ask(clock.now());

    await sweep();

    expect(await of('CRM_1')).toMatchObject({ state: 'ENDED', outcome: 'withdrawn', reason: 'suppressed' });
    expect(lists.contacts().map(({ callable }) => callable)).toEqual([false]);
    clock.advance(MINUTE);
    await sweep();
    expect(await notices.read()).toBeUndefined();
  });

  it('is withdrawn although another wrote while it was looked at', async () => {
    const { push, lists, suppressions, notices, clock, sweep, ports } = world();
    await push([contact()]);
    clock.advance(10 * MINUTE);
    const replace = ports.previews.replace.bind(ports.previews);
    let isFirst = true;
    Object.assign(ports.previews, {
      async replace(...[before, next]: Parameters<typeof replace>) {
        if (before && isFirst) await replace(before, { ...before.value, duplicates: 1 });
        isFirst = false;
        return replace(before, next);
      },
    });
    await suppressions.suppress(optOut({ at: clock.now() }));
    await notices.ask(clock.now());

    await sweep();

    expect(lists.contacts()).toMatchObject([{ callable: false }]);
  });

  it('is withdrawn although the function that was to look at it had no time left', async () => {
    const { push, lists, suppressions, clock, settle, ports, rules } = world();
    await push([contact()]);
    await suppressions.suppress(optOut({ at: clock.now() }));

    await lookAtContacts({ campaignId: GENERAL, look: ['CRM_1'] }, () => 1000, ports, rules);
    expect(lists.contacts()).toMatchObject([{ callable: true }]);
    await settle();

    expect(lists.contacts()).toMatchObject([{ callable: false }]);
  });

  it('is withdrawn at the end of its window, five minutes before it', async () => {
    const { push, of, lists, clock, sweep } = world();
    await push([contact()], { expirationTime: at(72 * HOUR).toISOString() });

    clock.set(new Date('2025-11-19T00:54:00.000Z'));
    await sweep();
    expect(lists.contacts()[0]?.callable).toBe(true);
    clock.set(new Date('2025-11-19T00:55:00.000Z'));
    await sweep();

    expect(await of('CRM_1')).toMatchObject({ outcome: 'withdrawn', reason: 'outside_window' });
    expect(lists.contacts()[0]?.callable).toBe(false);
  });

  it('is withdrawn when it expires, and is listed again under the same id by a new push', async () => {
    const { push, of, lists, clock, sweep } = world();
    await push([contact()], { expirationTime: at(HOUR).toISOString() });
    clock.advance(HOUR);
    await sweep();
    expect(await of('CRM_1')).toMatchObject({ outcome: 'withdrawn', reason: 'expired' });

    await push([contact()], { expirationTime: at(3 * HOUR).toISOString() });

    expect(await of('CRM_1')).toMatchObject({ state: 'LISTED' });
    expect(lists.contacts()).toMatchObject([{ callable: true }]);
  });

  it('that an agent has taken ends so, and is never offered again', async () => {
    const { push, of, lists, clock, sweep } = world();
    await push([contact()], { expirationTime: at(HOUR).toISOString() });
    lists.callContact(platformId({ contactId: 'CRM_1', campaignId: GENERAL }));
    clock.advance(HOUR);
    await sweep();
    expect(await of('CRM_1')).toMatchObject({ outcome: 'called' });

    await push([contact()], { expirationTime: at(3 * HOUR).toISOString() });

    expect(await of('CRM_1')).toMatchObject({ outcome: 'called' });
    expect(lists.requests).toEqual([1]);
  });

  it('is withdrawn later when the platform cannot be asked', async () => {
    const { push, of, lists, clock, sweep } = world();
    await push([contact()], { expirationTime: at(HOUR).toISOString() });
    clock.advance(HOUR);
    lists.down(true);
    await sweep();
    expect(await of('CRM_1')).toMatchObject({ state: 'WITHDRAWING', reason: 'expired' });

    lists.down(false);
    clock.advance(MINUTE);
    await sweep();

    expect(await of('CRM_1')).toMatchObject({ outcome: 'withdrawn' });
    expect(lists.contacts()[0]?.callable).toBe(false);
  });
});

describe('a request to the platform', () => {
  it.each([true, false])(
    'whose reply is lost is looked up and repeated only when it was not applied (%s)',
    async (added) => {
      const { push, of, lists, clock, sweep } = world();
      lists.answer({ kind: 'unknown', added });
      await push([contact()]);
      expect(await of('CRM_1')).toMatchObject({ state: 'LISTING' });

      for (let minutes = 0; minutes < 8; minutes++) {
        clock.advance(MINUTE);
        await sweep();
      }

      expect(await of('CRM_1')).toMatchObject({ state: 'LISTED' });
      expect(lists.requests).toHaveLength(added ? 1 : 2);
      expect(lists.contacts()).toHaveLength(1);
    },
  );

  it('that was answered, and could not be noted, is not taken for one that failed', async () => {
    const { push, of, lists, clock, sweep, ports } = world();
    const { replace } = ports.previews;
    let failures = 1;
    Object.assign(ports.previews, {
      async replace(...[kept, next]: Parameters<typeof replace>) {
        if (next.state === 'LISTED' && failures-- > 0) {
          throw new TransientError('ledger_unavailable', 'no answer');
        }
        return replace(kept, next);
      },
    });

    await expect(push([contact()])).rejects.toMatchObject({ reason: 'ledger_unavailable' });

    expect(await of('CRM_1')).toMatchObject({ state: 'LISTING' });
    clock.advance(2 * MINUTE);
    await sweep();
    expect(await of('CRM_1')).toMatchObject({ state: 'LISTED' });
    expect(lists.requests).toEqual([1]);
  });

  it('that is throttled waits as long as it is told', async () => {
    const { push, of, lists, clock, sweep } = world();
    lists.answer({ kind: 'throttled', retryAfterMs: 5 * MINUTE });

    await push([contact()]);
    expect((await of('CRM_1'))?.nextAt?.getTime()).toBeGreaterThanOrEqual(at(5 * MINUTE).getTime());
    clock.advance(5 * MINUTE);
    await sweep();

    expect(await of('CRM_1')).toMatchObject({ state: 'LISTED' });
  });

  it('that is refused as a whole is halved until the bad contact is found', async () => {
    const { push, of, lists } = world();
    const add = lists.addContacts.bind(lists);
    Object.assign(lists, {
      async addContacts(...asked: Parameters<typeof add>) {
        const bad = asked[1].some(({ data }) => data.contactId === 'CRM_3');
        if (bad) throw new RejectedError('contacts_refused', 'one of them does not fit');
        return add(...asked);
      },
    });

    await push(Array.from({ length: 5 }, (_, index) => contact({ contactId: `CRM_${index}` })));

    expect(await of('CRM_3')).toMatchObject({ outcome: 'refused', reason: 'contacts_refused' });
    expect(lists.contacts()).toHaveLength(4);
    expect(await of('CRM_4')).toMatchObject({ state: 'LISTED' });
  });

  it('waits for the CRM when that cannot be asked', async () => {
    const { push, of, crm, clock, sweep } = world();
    crm.fail('readCustomer', 'unavailable');
    await push([contact()]);
    expect(await of('CRM_1')).toMatchObject({ state: 'OPEN' });

    crm.fail('readCustomer', undefined);
    clock.advance(MINUTE);
    await sweep();

    expect(await of('CRM_1')).toMatchObject({ state: 'LISTED' });
  });
});
