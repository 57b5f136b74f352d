import { describe, expect, it } from '@jest/globals';
import { othersAttempts } from '../../functions/compliance/others-attempts.ts';
import { PREVIEW_SKIPPED } from '../../functions/messages/preview-event.ts';
import { platformId } from '../../functions/preview/contact-data.ts';
import { at, customer, HOUR, MINUTE, NEW_YORK, TUESDAY_10 } from '../support/builders.ts';
import { ENTERPRISE, GENERAL, previewWorld } from '../support/preview-world.ts';

const CONTACT = { contactId: 'CRM_1', phoneNumber: '+12125550123', externalContactId: 'CUST-1' };
const ON_PLATFORM = platformId({ contactId: 'CRM_1', campaignId: GENERAL });
const ONCE_A_DAY = {
  kind: 'window',
  opensAt: '08:00',
  closesAt: '20:00',
  closingMarginSeconds: 300,
  caps: [{ id: 'daily', max: 1, rolling: 'PT24H', scope: 'customer' }],
} as const;

/** A world whose contact CRM_1 is listed. */
async function world() {
  const built = previewWorld(TUESDAY_10, { policy: ONCE_A_DAY });
  built.crm.put(customer({ customerId: 'CUST-1', timeZone: NEW_YORK, accountTier: 'enterprise' }));
  await built.push([CONTACT], { expirationTime: at(4 * HOUR).toISOString() });
  const attempts = async () => (await built.ports.attempts.read('CUST-1', built.clock.now())).attempts;
  return { ...built, attempts };
}

/** The platform says that a preview is over. */
const over = (fields: object = {}) => ({
  detail: {
    topicName: 'v2.outbound.preview.campaigns.contact.postContact',
    eventBody: {
      eventTime: at(MINUTE).getTime(),
      outboundContactId: ON_PLATFORM,
      outboundCampaignId: ENTERPRISE,
      conversationId: 'conversation-1',
      wrapupCode: 'code-1',
      ...fields,
    },
  },
});

describe('a call that an agent made out of a preview', () => {
  it('ends the contact as soon as the platform tells, and counts once however often it tells', async () => {
    const { work, of, attempts, clock } = await world();
    clock.advance(2 * MINUTE);

    await work(over());
    await work(over());

    expect(await of('CRM_1')).toMatchObject({ state: 'ENDED', outcome: 'called' });
    expect(await attempts()).toMatchObject([{ subject: 'CRM_1', at: at(MINUTE) }]);
  });

  it('is one of the calls that rules limit: another contact of the customer is refused, until it counts no more', async () => {
    const { work, push, of, lists, clock } = await world();
    clock.advance(MINUTE);
    await work(over());

    await push([{ ...CONTACT, contactId: 'CRM_2' }], { expirationTime: at(4 * HOUR).toISOString() });
    await push([{ ...CONTACT, contactId: 'CRM_3' }], { expirationTime: at(48 * HOUR).toISOString() });

    expect(await of('CRM_2')).toMatchObject({ outcome: 'refused', reason: 'frequency_limit' });
    expect(await of('CRM_3')).toMatchObject({ state: 'OPEN', reason: 'frequency_limit' });
    expect(lists.contacts()).toHaveLength(1);
  });

  it('counts against alerts', async () => {
    const { work, ports, clock } = await world();
    clock.advance(MINUTE);
    await work(over());

    const book = await ports.attempts.read('CUST-1', clock.now());

    expect(othersAttempts(book, 'sensor-evt-1')).toEqual([
      { at: at(MINUTE), customer: 'CUST-1', subject: 'CRM_1' },
    ]);
  });

  it('counts beside the calls of alerts, and in place of none', async () => {
    const { work, ports, attempts, clock } = await world();
    const book = await ports.attempts.read('CUST-1', clock.now());
    const alert = { attemptId: 'attempt-1', alertKey: 'alert-1', subject: 'sensor-1', at: at() };
    await ports.attempts.reserve(book, alert);
    clock.advance(MINUTE);

    await work(over());

    expect((await attempts()).map(({ subject }) => subject)).toEqual(['sensor-1', 'CRM_1']);
  });

  it('counts when nobody told, and the list shows it at last', async () => {
    const { lists, clock, sweep, of, attempts } = await world();
    lists.callContact(ON_PLATFORM);
    clock.advance(4 * HOUR);

    await sweep();

    expect(await of('CRM_1')).toMatchObject({ outcome: 'called' });
    expect(await attempts()).toHaveLength(1);
  });

  it('is not told twice by the event and the list', async () => {
    const { work, lists, clock, sweep, attempts } = await world();
    lists.callContact(ON_PLATFORM);
    clock.advance(4 * HOUR);
    await sweep();

    await work(over());

    expect(await attempts()).toHaveLength(1);
  });

  it('counts for a contact that others put on a list: its id is the customer', async () => {
    const { work, ports, clock } = await world();

    await work(over({ outboundContactId: 'CUST-7' }));
    await work(over({ outboundContactId: 'CUST-7', conversationId: 'conversation-2' }));
    await work(over({ outboundContactId: 'CUST-7' }));

    expect((await ports.attempts.read('CUST-7', clock.now())).attempts).toHaveLength(2);
  });

  it('is none when the agent passed the contact over, and none when the preview begins', async () => {
    const { work, of, attempts } = await world();

    await work(over({ wrapupCode: PREVIEW_SKIPPED }));
    await work({
      detail: { ...over().detail, topicName: 'v2.outbound.preview.campaigns.contact.preContact' },
    });

    expect(await of('CRM_1')).toMatchObject({ state: 'LISTED' });
    expect(await attempts()).toEqual([]);
  });
});

it('a contact is found by its id on the platform, for whoever hears of its preview', async () => {
  const { ports, clock } = await world();

  expect(await ports.refs.read(ON_PLATFORM, clock.now())).toEqual({
    customerId: 'CUST-1',
    preview: { contactId: 'CRM_1', campaignId: GENERAL },
  });
});
