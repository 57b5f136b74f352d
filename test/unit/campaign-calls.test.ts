import { describe, expect, it } from '@jest/globals';
import { RejectedError } from '../../functions/errors.ts';
import type { AddedContact, Campaign } from '../../functions/ports/contact-lists.ts';
import type { Paced } from '../../functions/ports/pace.ts';
import { customer, MINUTE, SECOND, sensorAlert } from '../support/builders.ts';
import {
  BATTERY,
  called,
  campaignWorld,
  delivery,
  LIST,
  outcomes,
  pacedCampaign,
} from '../support/campaign-world.ts';
import { fakeSleep } from '../support/fake-sleep.ts';
import { unhurried } from '../support/unhurried.ts';
import { suppress } from '../support/waiting-calls.ts';
import type { AlertWorld } from '../support/world.ts';
import { unsettled } from '../support/world-invariants.ts';
import type { WorldOverrides } from '../support/world-parts.ts';

const idsOf = (world: AlertWorld) => world.contactLists.contacts().map(({ id }) => id);
const additionsOf = (world: AlertWorld) => world.contactLists.contacts().map(({ additions }) => additions);

/** A budget with these answers, then slots; and what it was told. */
function budget(...answers: Paced[]) {
  const told: string[] = [];
  const turns: WorldOverrides['turns'] = (clock) => {
    const free = unhurried(clock);
    return {
      ...free,
      sleep: fakeSleep(clock),
      pace: {
        ...free.pace,
        take: async ({ kind }) => {
          told.push(kind);
          return answers.shift() ?? { kind: 'slot', at: clock.now() };
        },
        hold: async () => void told.push('hold'),
        ended: async (ending) => void told.push(ending),
      },
    };
  };
  return { told, turns };
}

describe('alerts of a class that a campaign calls about', () => {
  it('share one request and one turn, each under its own grant and attempt', async () => {
    const { told, turns } = budget();

    const world = await called(12, { turns });

    expect(world.contactLists.requests).toEqual([12]);
    expect(told).toEqual(['first', 'answered']);
    expect(await outcomes(world, 12)).toEqual(Array(12).fill('placed'));
    const attempts = world.alerts().map(({ attemptId }) => attemptId);
    expect(new Set(attempts).size).toBe(12);
    expect(new Set(idsOf(world))).toEqual(new Set(attempts));
    expect(world.telephony.sent).toEqual([]);
    expect(unsettled(world)).toEqual([]);
  });

  it('are contacts with the number and what the agent sees', async () => {
    const world = await called(1);

    const { attemptId = '', telemetryRef } = world.alerts()[0]!;
    expect(world.contactLists.contacts()).toMatchObject([
      {
        contactListId: LIST,
        id: attemptId,
        data: {
          phone: '+12025550120',
          sensorId: 'sensor-0',
          alertType: BATTERY,
          referenceId: telemetryRef,
          attemptId,
        },
      },
    ]);
    expect(await world.story('alert-0')).toMatchObject({ conversationId: attemptId, ring: 'waiting' });
  });

  it('wait for nobody whose pass ends before', async () => {
    const world = campaignWorld(3);
    await delivery(world, 3);
    await suppress(world, 'all', { customerId: 'customer-1' });
    const before = world.clock.now();

    let sentAt: Date | undefined;
    const { addContacts } = world.contactLists;
    world.contactLists.addContacts = async (...given) => {
      sentAt = world.clock.now();
      return addContacts(...given);
    };
    await world.runTogether();

    expect(sentAt).toEqual(before);
    expect(await outcomes(world, 3)).toEqual(['placed', 'deferred', 'placed']);
    expect(idsOf(world)).toHaveLength(2);
  });

  it('are added once, however often their messages are delivered', async () => {
    const world = campaignWorld(3);
    await delivery(world, 3);
    for (const message of world.queues.waiting('dialing')) {
      world.queues.push(message);
      world.queues.push({ ...message, visibleAt: new Date(world.clock.now().getTime() + MINUTE) });
    }

    await world.runTogether();
    await world.pass(3);

    expect(additionsOf(world)).toEqual([1, 1, 1]);
    expect(await outcomes(world, 3)).toEqual(Array(3).fill('placed'));
  });

  it('are called back where their customer goes to another queue than the class', async () => {
    const world = campaignWorld(0, { customers: [customer({ accountTier: 'enterprise' })] });
    world.post(sensorAlert({ alertType: BATTERY }));

    await world.run();

    expect(world.telephony.sent.map(({ request }) => request.routingQueue)).toEqual(['enterprise-service']);
    expect(idsOf(world)).toEqual([]);
  });

  it('are called back once the stage names the campaign no more', async () => {
    const world = await called(2, { rules: { campaigns: {} } });

    expect(world.telephony.sent).toHaveLength(2);
    expect(world.alerts().map(({ contactListId }) => contactListId)).toEqual([undefined, undefined]);
  });

  it('are callbacks, and nothing else, when the campaign goes between two requests', async () => {
    const campaigns = { 'sensor-calls': { campaignId: 'campaign-1', contactListId: LIST } };
    const world = campaignWorld(1, { rules: { campaigns } });
    world.contactLists.answer({ kind: 'throttled' });
    await delivery(world, 1);
    await world.runTogether();
    expect(world.alerts()).toMatchObject([{ contactListId: LIST }]);

    Reflect.deleteProperty(campaigns, 'sensor-calls');
    await world.pass(5);

    expect(world.telephony.sent).toHaveLength(1);
    expect(world.alerts()[0]).toMatchObject({ state: 'PLACED', callId: 'call-1' });
    expect(world.alerts()[0]?.contactListId).toBeUndefined();
  });
});

describe('a campaign that is not as it must be', () => {
  it.each<[string, Partial<Campaign> | undefined]>([
    ['campaign_unknown', undefined],
    ['campaign_has_another_list', { contactListId: 'list-2' }],
    ['campaign_not_paced', { dialingMode: 'predictive' }],
    ['campaign_not_paced', { dialingMode: 'other' }],
    ['campaign_may_complete', { alwaysRunning: false }],
    ['campaign_not_on', { status: 'stopping' }],
    ['campaign_without_hours', { hasCallableTimes: false }],
    ['campaign_without_phone', { phoneColumns: [] }],
  ])('gets nobody to call: %s', async (reason, fields) => {
    const world = campaignWorld(2);
    world.contactLists.putCampaign(fields ? pacedCampaign(fields) : pacedCampaign({ id: 'another' }));
    if (!fields) world.contactLists.campaign = async () => undefined;
    await delivery(world, 2);

    await world.runTogether();

    expect(await outcomes(world, 2)).toEqual([reason, reason]);
    expect(world.contactLists.requests).toEqual([]);
    expect(world.alerts().map(({ attemptId }) => attemptId)).toEqual([undefined, undefined]);
  });

  it('is looked at again, so that alerts go on once it has been mended', async () => {
    const world = campaignWorld(2);
    world.contactLists.putCampaign(pacedCampaign({ status: 'ended' }));
    await delivery(world, 2);
    await world.runTogether();

    world.contactLists.putCampaign(pacedCampaign());
    await world.pass(15);

    expect(await outcomes(world, 2)).toEqual(['placed', 'placed']);
  });

  it('costs alerts their call when they grow too old meanwhile', async () => {
    const world = campaignWorld(1);
    world.contactLists.putCampaign(pacedCampaign({ dialingMode: 'predictive' }));
    await delivery(world, 1);
    await world.runTogether();

    await world.settle(6 * 60 * MINUTE);

    expect(await world.story('alert-0')).toMatchObject({ outcome: 'deferred', reason: 'stale' });
    expect(world.crm.tasks()).toHaveLength(1);
    expect(world.contactLists.requests).toEqual([]);
  });

  it('is asked for once a minute, however many alerts there are', async () => {
    const world = campaignWorld(5);
    let asked = 0;
    const { campaign } = world.contactLists;
    world.contactLists.campaign = async (id) => {
      asked++;
      return campaign(id);
    };
    await delivery(world, 5);

    await world.runTogether();

    expect(asked).toBe(1);
  });
});

describe('the answer to a shared request', () => {
  it('is each contact’s own', async () => {
    const world = campaignWorld(3);
    const { addContacts } = world.contactLists;
    world.contactLists.addContacts = async (list, contacts, options) => {
      const answers = new Map<string, AddedContact>(await addContacts(list, contacts, options));
      for (const { id, data } of contacts) {
        if (data.sensorId === 'sensor-1') answers.set(id, { kind: 'refused', reason: 'text_too_long' });
        if (data.sensorId === 'sensor-2') answers.set(id, { kind: 'unknown' });
      }
      return answers;
    };
    await delivery(world, 3);

    await world.runTogether();

    expect(await outcomes(world, 3)).toEqual(['placed', 'deferred', 'uncertain']);
    expect(await world.story('alert-1')).toMatchObject({ reason: 'rejected_by_platform' });
  });

  it('refuses all for one: each is asked for alone, and only that one becomes a task', async () => {
    const world = campaignWorld(4);
    const { addContacts } = world.contactLists;
    world.contactLists.addContacts = async (list, contacts, options) => {
      if (!contacts.some(({ data }) => data.sensorId === 'sensor-2'))
        return addContacts(list, contacts, options);
      if (contacts.length > 1) throw new RejectedError('contacts_refused', 'as a whole');
      return new Map(contacts.map(({ id }) => [id, { kind: 'refused', reason: 'refused_by_platform' }]));
    };
    await delivery(world, 4);

    await world.runTogether();
    expect(await outcomes(world, 4)).toEqual(Array(4).fill('contacts_refused'));
    await world.pass(10);

    expect(await outcomes(world, 4)).toEqual(['placed', 'placed', 'deferred', 'placed']);
    expect(additionsOf(world)).toEqual([1, 1, 1]);
    expect(unsettled(world)).toEqual([]);
  });

  it('tells the budget once, and all wait as long as the platform asked', async () => {
    const { told, turns } = budget();
    const world = campaignWorld(5, { turns });
    world.contactLists.answer({ kind: 'throttled', retryAfterMs: 90 * SECOND });
    await delivery(world, 5);

    await world.runTogether();

    expect(told).toEqual(['first', 'hold', 'answered']);
    expect(await outcomes(world, 5)).toEqual(Array(5).fill('platform_throttled'));
    await world.pass(5);
    expect(told.slice(3)[0]).toBe('retry');
    expect(await outcomes(world, 5)).toEqual(Array(5).fill('placed'));
    expect(additionsOf(world)).toEqual(Array(5).fill(1));
  });

  it.each<[string, boolean, number]>([
    ['are found by reading them back', true, 5],
    ['are asked about in vain, and never added again', false, 30],
  ])('is lost: the contacts %s', async (_, added, minutes) => {
    const world = campaignWorld(3);
    world.contactLists.answer({ kind: 'unknown', added });
    await delivery(world, 3);

    await world.runTogether();
    expect(await outcomes(world, 3)).toEqual(Array(3).fill('uncertain'));
    await world.pass(minutes);

    expect(await outcomes(world, 3)).toEqual(Array(3).fill(added ? 'placed' : 'uncertain'));
    expect(world.contactLists.requests).toEqual([3]);
    expect(world.crm.tasks()).toHaveLength(added ? 0 : 3);
    expect(unsettled(world)).toEqual([]);
  });
});

describe('a contact that waits on its list', () => {
  it('is called by nobody once its permission has ended', async () => {
    const world = await called(2, { start: '2025-11-19T00:40:00.000Z' });
    expect(await outcomes(world, 2)).toEqual(['placed', 'placed']);
    world.contactLists.callContact(idsOf(world)[0]!);

    await world.pass(20);

    const kept = world.contactLists.contacts();
    expect(kept.map(({ callable }) => callable)).toEqual([true, false]);
    const told = await Promise.all([world.story('alert-0'), world.story('alert-1')]);
    expect(told.map(({ ring }) => ring).sort()).toEqual(['rung', 'withdrawn']);
    expect(world.crm.tasks()).toHaveLength(1);
    expect(unsettled(world)).toEqual([]);
  });

  it('is called by nobody once its number is suppressed, while others wait on', async () => {
    const world = await called(2);
    await suppress(world, 'all', { customerId: 'customer-1' });
    await world.ports.ledger.askForRingSweep(world.clock.now());

    await world.pass(6);

    expect(await outcomes(world, 2)).toEqual(['placed', 'deferred']);
    expect(world.contactLists.contacts().filter(({ callable }) => callable)).toHaveLength(1);
  });

  it('is looked for again when it is not on its list yet, and given up when it never is', async () => {
    const world = await called(1);
    const { withholdContact } = world.contactLists;
    world.contactLists.withholdContact = async () => 'unknown';
    await suppress(world, 'all', { customerId: 'customer-0' });
    await world.ports.ledger.askForRingSweep(world.clock.now());
    await world.pass(3);
    expect(await world.story('alert-0')).toMatchObject({ ring: 'waiting' });

    world.contactLists.withholdContact = withholdContact;
    await world.pass(3);

    expect(await world.story('alert-0')).toMatchObject({ ring: 'withdrawn' });
  });

  it('is given up when it has been taken off its list', async () => {
    const world = await called(1);
    world.contactLists.withholdContact = async () => 'unknown';
    await suppress(world, 'all', { customerId: 'customer-0' });
    await world.ports.ledger.askForRingSweep(world.clock.now());

    await world.pass(12);

    expect(await world.story('alert-0')).toMatchObject({ outcome: 'placed', ring: 'rung' });
  });

  it('is withheld all the same when nobody knew that it had been added', async () => {
    const world = campaignWorld(1);
    world.contactLists.answer({ kind: 'unknown', added: true });
    await delivery(world, 1);
    await world.runTogether();
    world.contactLists.down(true);
    await world.pass(30);
    expect(await world.story('alert-0')).toMatchObject({ outcome: 'uncertain', final: true });

    world.contactLists.down(false);
    await suppress(world, 'all', { customerId: 'customer-0' });
    await world.ports.ledger.askForRingSweep(world.clock.now());
    await world.pass(10);

    expect(world.contactLists.contacts()[0]?.callable).toBe(false);
    expect(await world.story('alert-0')).toMatchObject({ ring: 'withdrawn' });
  });
});

describe('a budget that has no turn', () => {
  const refused = (reason: 'no_slot' | 'breaker_open') => ({
    kind: 'refused' as const,
    reason,
    until: new Date('2025-11-18T15:01:00.000Z'),
  });

  it.each([
    ['becomes a follow-up at once', 'no_slot', 'follow-up', 'deferred'],
    ['waits, because its class does not shed', 'no_slot', 'wait', 'telephony_no_slot'],
    [
      'waits, because the platform only has to come back',
      'breaker_open',
      'follow-up',
      'telephony_breaker_open',
    ],
  ] as const)('an alert %s', async (_, reason, whenBusy, outcome) => {
    const { turns } = budget(refused(reason));

    const world = await called(3, { turns }, { whenBusy });

    expect(await outcomes(world, 3)).toEqual(Array(3).fill(outcome));
    expect(world.contactLists.requests).toEqual([]);
    expect(world.alerts().map(({ attemptId }) => attemptId)).toEqual([undefined, undefined, undefined]);
  });
});
