import { beforeEach, describe, expect, it } from '@jest/globals';
import { NOTHING_SAID } from '../../functions/compliance/standing.ts';
import { withheld } from '../../functions/contact/withheld.ts';
import { readContext } from '../../functions/context/read-context.ts';
import { TransientError } from '../../functions/errors.ts';
import { refreshContact } from '../../functions/refresh/refresh-contact.ts';
import { at, customer, HOUR, MINUTE, SECOND, TUESDAY_10 } from '../support/builders.ts';
import { CONTEXT_RULES, contextDesk } from '../support/context-desk.ts';
import { type FakeClock, fakeClock } from '../support/fake-clock.ts';
import { type FakeCrm, fakeCrm } from '../support/fake-crm.ts';
import { fakeRandom } from '../support/fake-random.ts';
import { fakeSleep } from '../support/fake-sleep.ts';

const KNOWN = customer({ name: 'Ada Sample', fields: { plan: 'gold' } });
const ID = KNOWN.customerId;

let clock: FakeClock;
let crm: FakeCrm;
let desk: ReturnType<typeof contextDesk>;

/** A desk whose CRM takes this long to answer. */
function deskWith(answerMs = 0) {
  const sleep = fakeSleep(clock);
  const slow = {
    async readCustomer(id: string) {
      if (answerMs > 0) await sleep.until(new Date(clock.now().getTime() + answerMs));
      return crm.readCustomer(id);
    },
  };
  return contextDesk({ crm: slow, clock, sleep, random: fakeRandom() });
}

const keptAt = (ageMs: number, fields = {}) =>
  desk.cache.keep({ customer: { ...KNOWN, ...fields }, fetchedAt: at(-ageMs) });

beforeEach(() => {
  clock = fakeClock(TUESDAY_10);
  crm = fakeCrm(KNOWN);
  desk = deskWith();
});

describe('the context of a contact', () => {
  it('tells who it is, without the number the platform has anyway', async () => {
    const told = await desk.read({ contactId: ID, campaignId: 'campaign-1' });

    expect(told).toEqual({
      contactId: ID,
      campaignId: 'campaign-1',
      customerId: ID,
      freshness: 'live',
      ageSeconds: 0,
      reason: null,
      withheld: false,
      withheldReason: null,
      suggestedQueue: null,
      name: 'Ada Sample',
      accountTier: 'standard',
      timeZone: 'America/New_York',
      fields: { plan: 'gold' },
    });
    expect(JSON.stringify(told)).not.toContain(KNOWN.phoneNumber);
  });

  it.each([
    [5 * MINUTE - 1, 'cached', 0],
    [5 * MINUTE, 'live', 1],
  ])('is kept for %i ms: then %s', async (ageMs, freshness, asked) => {
    await keptAt(ageMs);

    expect(await desk.read(ID)).toMatchObject({ freshness });
    await desk.idle();
    expect(desk.outcomes.filter(({ outcome }) => outcome === 'refreshed').length).toBeGreaterThanOrEqual(
      asked,
    );
  });

  it.each([
    [4 * MINUTE - 1, 0],
    [4 * MINUTE, 1],
  ])('of %i ms is fetched behind the back of the reader: %i times', async (ageMs, times) => {
    await keptAt(ageMs);

    expect(await desk.read(ID)).toMatchObject({ freshness: 'cached', ageSeconds: Math.round(ageMs / 1000) });

    expect(desk.messages).toHaveLength(times);
    await desk.idle();
  });

  it('that is nearly old is fetched when it is old and not before, and nobody waits for it', async () => {
    await keptAt(4 * MINUTE + 500);

    expect(await desk.read(ID)).toMatchObject({ freshness: 'cached' });
    expect(await desk.read(ID)).toMatchObject({ freshness: 'cached' });
    await desk.idle();

    const { cached } = await desk.contacts.look(ID, clock.now());
    const agedMs = (cached?.fetchedAt.getTime() ?? 0) - at(-4 * MINUTE - 500).getTime();
    expect(agedMs).toBeGreaterThanOrEqual(5 * MINUTE);
    expect(agedMs).toBeLessThan(5 * MINUTE + 2 * SECOND);
    expect(crm.reads.get(ID)).toBe(1);
  });

  it('is asked of the CRM once, however many agents look at once', async () => {
    desk = deskWith(SECOND);

    const told = await Promise.all(Array.from({ length: 50 }, () => desk.read(ID)));

    expect(new Set(told.map((each) => each?.freshness))).toEqual(new Set(['live']));
    expect(crm.reads.get(ID)).toBe(1);
    expect(desk.messages).toHaveLength(1);
  });

  it('comes in time when the CRM does not, and says where the contact goes', async () => {
    desk = deskWith(5 * SECOND);

    expect(await desk.read(ID)).toMatchObject({
      freshness: 'unavailable',
      reason: 'crm_timeout',
      suggestedQueue: 'tier-review',
      withheld: true,
    });
    expect(clock.now().getTime() - at().getTime()).toBeLessThanOrEqual(1850);

    await desk.idle();
    expect(await desk.read(ID)).toMatchObject({ freshness: 'cached' });
    expect(crm.reads.get(ID)).toBe(1);
  });

  it('of a day ago is nothing', async () => {
    crm.fail('readCustomer', 'unavailable');
    await keptAt(24 * HOUR);

    expect(await desk.read(ID)).toMatchObject({ freshness: 'unavailable', name: null });
  });

  it('is that of the customer whom the contact stands for', async () => {
    await desk.refs.refer('contact-7', { customerId: ID }, at(HOUR));

    expect(await desk.read('contact-7')).toMatchObject({
      contactId: 'contact-7',
      customerId: ID,
      name: 'Ada Sample',
    });
  });

  it('comes in time when our own store hangs', async () => {
    const never = () => new Promise<undefined>(() => {});
    const hanging = { ...desk.ports, refs: { customerOf: never, noteMissed: never } };
    const rules = { ...CONTEXT_RULES, noteMissed: true };

    expect(await readContext({ contactId: ID }, hanging, rules)).toMatchObject({
      freshness: 'unavailable',
      reason: 'timed_out',
      withheldReason: 'suppressions_unknown',
    });
    expect(clock.now()).toEqual(at(1950));
  });

  it('that an agent did not get in time is noted on a pushed contact, where the stage wants it', async () => {
    const preview = { contactId: 'contact-7', campaignId: 'campaign-1' };
    await desk.refs.refer('contact-7', { customerId: ID, preview }, at(HOUR));
    const missedAt = async () => (await desk.refs.read('contact-7', clock.now()))?.missedAt;
    crm.fail('readCustomer', 'unavailable');

    await desk.read('contact-7');
    expect(await missedAt()).toBeUndefined();
    await desk.read('contact-7', { ...CONTEXT_RULES, noteMissed: true });

    expect(await missedAt()).toEqual(clock.now());
  });

  it('that is too old to tell of holds is noted, too', async () => {
    const preview = { contactId: 'contact-7', campaignId: 'campaign-1' };
    await desk.refs.refer('contact-7', { customerId: ID, preview }, at(HOUR));
    await keptAt(10 * MINUTE);
    crm.fail('readCustomer', 'unavailable');

    expect(await desk.read('contact-7', { ...CONTEXT_RULES, noteMissed: true })).toMatchObject({
      freshness: 'stale',
      withheldReason: 'hold_unknown',
    });

    expect((await desk.refs.read('contact-7', clock.now()))?.missedAt).toEqual(clock.now());
  });

  it('that an agent got is not noted as missed', async () => {
    const preview = { contactId: 'contact-7', campaignId: 'campaign-1' };
    await desk.refs.refer('contact-7', { customerId: ID, preview }, at(HOUR));

    await desk.read('contact-7', { ...CONTEXT_RULES, noteMissed: true });

    expect((await desk.refs.read('contact-7', clock.now()))?.missedAt).toBeUndefined();
  });

  it.each(['refs', 'suppressions'] as const)('is withheld while our own %s cannot be read', async (which) => {
    const fails = async (): Promise<never> => {
      throw new TransientError('contacts_unavailable', 'gone');
    };
    const broken = { ...desk.ports, [which]: { customerOf: fails, read: fails, noteMissed: fails } };

    expect(await readContext({ contactId: ID }, broken, CONTEXT_RULES)).toMatchObject({
      withheld: true,
      withheldReason: 'suppressions_unknown',
    });
  });

  it('lets the next reader ask when the message could not be left', async () => {
    const outbox = {
      async refresh(): Promise<never> {
        throw new TransientError('queue_unavailable', 'gone');
      },
    };

    const told = await readContext({ contactId: ID }, { ...desk.ports, outbox }, CONTEXT_RULES);

    expect(told).toMatchObject({ freshness: 'unavailable', reason: 'queue_unavailable' });
    expect(await desk.read(ID)).toMatchObject({ freshness: 'live' });
  });
});

describe('a contact is withheld', () => {
  const said = { scope: 'all', source: 'agent', at: at(-HOUR), until: null } as const;

  it('from the moment somebody opts out, whatever is cached', async () => {
    await keptAt(MINUTE);
    expect(await desk.read(ID)).toMatchObject({ withheld: false });

    await desk.suppressions.suppress({ ...said, phoneE164: KNOWN.phoneNumber });

    expect(await desk.read(ID)).toMatchObject({ freshness: 'cached', withheldReason: 'suppressed' });
  });

  it.each([
    ['all', 'suppressed'],
    ['purpose:marketing', 'suppressed'],
    ['purpose:informational', null],
    ['alertType:undefined', null],
  ])('by an opt-out for %s: %s', async (scope, withheldReason) => {
    await desk.suppressions.suppress({ ...said, scope, customerId: ID });

    expect(await desk.read(ID)).toMatchObject({ withheldReason });
  });

  it.each([
    [{ doNotDisturb: true }, 'do_not_disturb'],
    [{ fields: { paymentHold: 'yes' } }, 'hold'],
    [{ fields: { paymentHold: ' 2026-01-01' } }, 'hold'],
    [{ fields: { paymentHold: 'No' } }, null],
    [{ fields: { paymentHold: '' } }, null],
    [{ fields: { otherHold: 'yes' } }, null],
  ])('by what the CRM says: %j is %s', async (fields, withheldReason) => {
    await keptAt(MINUTE, fields);

    expect(await desk.read(ID)).toMatchObject({ withheldReason });
  });

  it.each([
    [5 * MINUTE, null],
    [5 * MINUTE + 1, 'hold_unknown'],
  ])('by a hold that may have been set since, %i ms ago: %s', (ageMs, reason) => {
    const cached = { customer: KNOWN, fetchedAt: at(-ageMs) };

    expect(withheld({ cached, standing: NOTHING_SAID }, CONTEXT_RULES, at()) ?? null).toBe(reason);
  });
});

describe('refresh', () => {
  it('delivered twice asks the CRM once', async () => {
    await desk.read(ID);
    await desk.idle();
    const [message] = desk.messages;

    expect(await desk.work(message!)).toEqual({ outcome: 'already_asked', key: ID });
    expect(crm.reads.get(ID)).toBe(1);
  });

  it('without a lease takes one, and asks nothing while another asks or knows', async () => {
    expect(await desk.work({ customerId: ID })).toEqual({ outcome: 'refreshed', key: ID });
    expect(await desk.work({ customerId: ID })).toEqual({ outcome: 'already_asked', key: ID });
    expect(crm.reads.get(ID)).toBe(1);
  });

  it.each([
    ['unavailable', 30 * SECOND],
    ['throttled', 30 * SECOND],
    ['unreadable', 5 * MINUTE],
    ['refused', 5 * MINUTE],
  ] as const)('leaves a CRM that is %s alone for %i ms', async (fault, pauseMs) => {
    crm.fail('readCustomer', fault);
    await desk.work({ customerId: ID });
    crm.fail('readCustomer', undefined);

    clock.advance(pauseMs - 1);
    expect(await desk.work({ customerId: ID })).toMatchObject({ outcome: 'already_asked' });
    clock.advance(1);
    expect(await desk.work({ customerId: ID })).toMatchObject({ outcome: 'refreshed' });
  });

  it('comes again when our own store fails, not when the CRM does', async () => {
    crm.fail('readCustomer', 'unavailable');
    expect(await desk.work({ customerId: ID })).toEqual({
      outcome: 'crm_failed',
      reason: 'crm_unavailable',
      key: ID,
    });

    const cache = {
      async keep(): Promise<never> {
        throw new TransientError('contacts_unavailable', 'gone');
      },
    };
    const ports = { contacts: desk.contacts, cache, crm: fakeCrm(KNOWN), clock, random: fakeRandom('other') };
    clock.advance(MINUTE);
    await expect(refreshContact({ customerId: ID }, ports)).rejects.toMatchObject({
      reason: 'contacts_unavailable',
    });
  });
});
