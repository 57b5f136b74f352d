import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ConversationSettings } from '../../functions/messages/conversation-settings.ts';
import { PREVIEW_SKIPPED } from '../../functions/messages/preview-event.ts';
import { followPreview } from '../../functions/refresh/follow-preview.ts';
import { keepChange } from '../../functions/refresh/keep-change.ts';
import { at, customer, HOUR, MINUTE, SECOND, TUESDAY_10 } from '../support/builders.ts';
import { contextDesk } from '../support/context-desk.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { type FakeCrm, fakeCrm } from '../support/fake-crm.ts';
import { fakeRandom } from '../support/fake-random.ts';
import { fakeSleep } from '../support/fake-sleep.ts';

const KNOWN = customer({ name: 'Ada Sample' });
const ID = KNOWN.customerId;
const WRAP_UPS = { 'code-1': { disposition: 'sale_closed', tags: ['buyer'] } };

let clock = fakeClock(TUESDAY_10);
let crm: FakeCrm;
let desk: ReturnType<typeof contextDesk>;
let handedOn: unknown[];
let wrapUps: ConversationSettings['wrapUps'];

beforeEach(() => {
  clock = fakeClock(TUESDAY_10);
  crm = fakeCrm(KNOWN);
  desk = contextDesk({ crm, clock, sleep: fakeSleep(clock), random: fakeRandom() });
  handedOn = [];
  wrapUps = WRAP_UPS;
});

const preview = (end: 'preContact' | 'postContact', fields = {}) => {
  const eventBody = {
    eventTime: at().getTime(),
    outboundContactId: ID,
    outboundCampaignId: 'campaign-1',
    conversationId: 'conversation-1',
    ...fields,
  };
  const outbox = { completed: async (completion: unknown) => void handedOn.push(completion) };
  const ports = { ...desk.ports, cache: desk.cache, crm, outbox };
  return followPreview(
    { detail: { topicName: `v2.outbound.preview.campaigns.contact.${end}`, eventBody } },
    ports,
    wrapUps,
  );
};

describe('a preview', () => {
  it('that begins warms the cache before the agent looks, and once', async () => {
    expect(await preview('preContact')).toEqual({ outcome: 'refreshed', key: ID });
    expect(await preview('preContact')).toEqual({ outcome: 'already_asked', key: ID });

    expect(await desk.read(ID)).toMatchObject({ freshness: 'cached', name: 'Ada Sample' });
    expect(crm.reads.get(ID)).toBe(1);
  });

  it('is about the customer whom the contact stands for', async () => {
    await desk.refs.refer('contact-7', { customerId: ID }, at(HOUR));

    expect(await preview('preContact', { outboundContactId: 'contact-7' })).toEqual({
      outcome: 'refreshed',
      key: ID,
    });
  });

  it.each([
    ['code-1', 'sale_closed', ['buyer']],
    ['code-2', 'code-2', []],
    ['constructor', 'constructor', []],
  ])('that ends with %s hands on %s', async (wrapupCode, disposition, tags) => {
    expect(await preview('postContact', { wrapupCode })).toEqual({ outcome: 'written_back', key: ID });

    expect(handedOn).toEqual([
      {
        customerId: ID,
        contactId: ID,
        tags,
        disposition,
        endTime: at().toISOString(),
        channel: 'voice',
        idempotency_key: 'preview-conversation-1',
      },
    ]);
  });

  it('that ends without a wrap-up hands on nothing', async () => {
    expect(await preview('postContact')).toEqual({ outcome: 'ignored', reason: 'no_wrap_up', key: ID });
    expect(handedOn).toEqual([]);
  });
});

describe('a preview that the agent passed over', () => {
  const wrapupCode = PREVIEW_SKIPPED;

  it('hands on nothing: nobody was spoken to', async () => {
    expect(await preview('postContact', { wrapupCode })).toMatchObject({ reason: 'skipped' });
    expect(handedOn).toEqual([]);
  });

  it('hands on what the stage makes of it', async () => {
    wrapUps = { [wrapupCode]: { disposition: 'passed_over', tags: [] } };

    expect(await preview('postContact', { wrapupCode })).toMatchObject({ outcome: 'written_back' });
    expect(handedOn).toMatchObject([{ disposition: 'passed_over' }]);
  });
});

describe('a change of the CRM', () => {
  const change = (accountTier: string, changedMs: number, receivedMs = 0) =>
    keepChange({ ...KNOWN, accountTier, changedAt: at(changedMs).toISOString() }, at(receivedMs), {
      cache: desk.cache,
      clock,
    });

  it('is what the next agent sees, and the CRM is not asked', async () => {
    expect(await change('gold', -MINUTE)).toEqual({ outcome: 'changed', key: ID });

    expect(await desk.read(ID)).toMatchObject({ freshness: 'cached', accountTier: 'gold' });
    expect(crm.reads.get(ID)).toBeUndefined();
  });

  it('counts when it is later, whatever came first', async () => {
    await change('gold', -MINUTE);

    expect(await change('silver', -2 * MINUTE)).toEqual({ outcome: 'already_newer', key: ID });
    expect(await desk.read(ID)).toMatchObject({ accountTier: 'gold' });
  });

  it('is as old as its arrival at the door', async () => {
    await change('gold', -HOUR, -2 * MINUTE);

    expect(await desk.read(ID)).toMatchObject({ freshness: 'cached', ageSeconds: 120 });
  });

  it('of the future is refused', async () => {
    await change('gold', 5 * MINUTE);

    await expect(change('gold', 5 * MINUTE + SECOND)).rejects.toMatchObject({ reason: 'in_the_future' });
  });
});
