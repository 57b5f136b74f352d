import { describe, expect, it } from '@jest/globals';
import { dynamoContactRefs } from '../../functions/adapters/dynamo-contact-refs.ts';
import { PREVIEW_SKIPPED } from '../../functions/messages/preview-event.ts';
import { platformId } from '../../functions/preview/contact-data.ts';
import { routeProblems } from '../../functions/preview/route-preview.ts';
import { at, customer, HOUR, MINUTE, NEW_YORK, TUESDAY_10 } from '../support/builders.ts';
import { GENERAL, PREVIEW_SETTINGS, previewWorld } from '../support/preview-world.ts';

const PHONE = '+12125550123';
const CONTACT = { contactId: 'CRM_1', phoneNumber: PHONE, externalContactId: 'CUST-1' };
const ON_PLATFORM = platformId({ contactId: 'CRM_1', campaignId: GENERAL });
const REQUEUE = { settings: { ...PREVIEW_SETTINGS, requeue: { route: 'review', times: 1 } } };

/** A contact that an agent looks at; everything that was sent before is over. */
async function world(accountTier = 'standard', change: Parameters<typeof previewWorld>[1] = REQUEUE) {
  const built = previewWorld(TUESDAY_10, change);
  built.crm.put(customer({ customerId: 'CUST-1', timeZone: NEW_YORK, accountTier }));
  await built.push([CONTACT], { expirationTime: at(8 * HOUR).toISOString() });
  built.clock.advance(10 * MINUTE);
  return {
    ...built,
    missed: () => dynamoContactRefs(built.table, 'contacts').noteMissed('CRM_1', built.clock.now()),
    async skip() {
      const eventBody = {
        eventTime: built.clock.now().getTime(),
        outboundContactId: ON_PLATFORM,
        outboundCampaignId: GENERAL,
        wrapupCode: PREVIEW_SKIPPED,
      };
      const topicName = 'v2.outbound.preview.campaigns.contact.postContact';
      const line = await built.work({ detail: { topicName, eventBody } });
      await built.settle();
      return line;
    },
  };
}

describe('a contact that an agent passed over because nothing was known of it in time', () => {
  it('is offered again on its list, first, to the agents of the route the stage names', async () => {
    const { missed, skip, lists, of } = await world();
    await missed();

    await skip();

    expect(lists.contacts()).toMatchObject([
      { id: ON_PLATFORM, contactListId: 'list-general', callable: true, data: { tierSkill: 'tier-review' } },
    ]);
    expect(lists.requests).toEqual([1, 1]);
    expect(await of('CRM_1')).toMatchObject({
      state: 'LISTED',
      first: true,
      listedOn: { route: 'review', contactListId: 'list-general' },
    });
  });

  it('is offered again, too, when its script asked by the id on the platform', async () => {
    const { skip, lists, table, clock } = await world();
    await dynamoContactRefs(table, 'contacts').noteMissed(ON_PLATFORM, clock.now());

    await skip();

    expect(lists.requests).toEqual([1, 1]);
  });

  it('stays with its agents where that route leads to another list', async () => {
    const { missed, skip, lists, of } = await world('enterprise');
    await missed();

    await skip();

    expect(lists.requests).toEqual([1, 1]);
    expect(await of('CRM_1')).toMatchObject({
      state: 'LISTED',
      listedOn: { route: 'enterprise', contactListId: 'list-enterprise' },
    });
  });

  it('is offered again once for each look, and as often as the stage says', async () => {
    const { missed, skip, lists, clock } = await world();
    await missed();
    await skip();
    clock.advance(10 * MINUTE);
    await skip();
    expect(lists.requests).toEqual([1, 1]);

    await missed();
    await skip();

    expect(lists.requests).toEqual([1, 1]);
  });

  it('is judged anew: who was suppressed meanwhile is taken back and not offered', async () => {
    const { missed, skip, lists, of, suppressions, clock } = await world();
    await missed();
    await suppressions.suppress({
      phoneE164: PHONE,
      scope: 'all',
      source: 'agent',
      until: null,
      at: clock.now(),
    });

    await skip();

    expect(lists.contacts()).toMatchObject([{ callable: false }]);
    expect(await of('CRM_1')).toMatchObject({ state: 'ENDED', outcome: 'refused', reason: 'suppressed' });
  });

  it('stays off its list until everything that was sent before has happened', async () => {
    const settings = { ...PREVIEW_SETTINGS, requeue: { route: 'review', times: 2 } };
    const { missed, skip, lists, of, clock, sweep } = await world('standard', { settings });
    await missed();
    await skip();
    clock.advance(MINUTE);
    await missed();

    await skip();
    await sweep();

    expect(await of('CRM_1')).toMatchObject({ state: 'WITHDRAWING', reason: 'no_context' });
    expect(lists.contacts()).toMatchObject([{ callable: false }]);
    clock.advance(10 * MINUTE);
    await sweep();
    expect(await of('CRM_1')).toMatchObject({ state: 'LISTED' });
    expect(lists.requests).toEqual([1, 1, 1]);
  });
});

describe('a contact is not offered again', () => {
  it('when its agent knew who it is', async () => {
    const { skip, lists } = await world();

    expect(await skip()).toMatchObject([{ outcome: 'ignored', reason: 'skipped' }]);

    expect(lists.requests).toEqual([1]);
  });

  it('when the stage does not say so', async () => {
    const { missed, skip, lists } = await world('standard', {});
    await missed();

    await skip();

    expect(lists.requests).toEqual([1]);
  });

  it('for a look of long ago', async () => {
    const { missed, skip, lists, clock } = await world();
    await missed();
    clock.advance(31 * MINUTE);

    await skip();

    expect(lists.requests).toEqual([1]);
  });

  it('when it was called after all', async () => {
    const { missed, skip, lists, of } = await world();
    await missed();
    lists.callContact(ON_PLATFORM);

    await skip();

    expect(await of('CRM_1')).toMatchObject({ outcome: 'called' });
    expect(lists.requests).toEqual([1]);
  });
});

it('a route for them that is not there is refused at synth', () => {
  expect(routeProblems({ ...PREVIEW_SETTINGS, requeue: { route: 'second', times: 1 } })).toEqual([
    'requeue.route: routes names no "second"',
  ]);
});
