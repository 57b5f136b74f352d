import { describe, expect, it } from '@jest/globals';
import { contactMark } from '../../bin/erase/held-items.ts';
import { dynamoContactCache } from '../../functions/adapters/dynamo-contact-cache.ts';
import { dynamoContactRefresh } from '../../functions/adapters/dynamo-contact-refresh.ts';
import { dynamoContactRefs } from '../../functions/adapters/dynamo-contact-refs.ts';
import { at, customer, HOUR, MINUTE, SECOND } from '../support/builders.ts';
import { tables } from '../support/dynamo-fixtures.ts';
import { memoryDynamo } from '../support/memory-dynamo.ts';
import { ENGINES, freshAlert, onEngine, TABLE } from './ledger-engines.ts';

describe.each(ENGINES)('who asks the CRM about a contact, on %s', (name) => {
  const engine = onEngine(name);
  const contacts = () => dynamoContactRefresh(engine.table(), TABLE);
  const cache = () => dynamoContactCache(engine.table(), TABLE);
  const refs = () => dynamoContactRefs(engine.table(), TABLE);
  const someone = () => freshAlert().customerId;
  const leaseOf = (customerId: string, token: string, ms = 0) => ({
    customerId,
    token,
    until: at(ms + 45 * SECOND),
  });
  const claimAt = (customerId: string, token: string, ms = 0) =>
    contacts().claim(leaseOf(customerId, token, ms), { now: at(ms), olderThan: at(ms - 4 * MINUTE) });
  const down = (reason: string, ms: number, forMs: number) => ({ reason, at: at(ms), until: at(ms + forMs) });

  it('is one at a time, until the lease is over', async () => {
    const id = someone();

    expect(await claimAt(id, 'one')).toBe(true);
    expect(await claimAt(id, 'two', 45 * SECOND - 1)).toBe(false);
    expect(await claimAt(id, 'two', 45 * SECOND)).toBe(true);
  });

  it('is nobody, ever, for a customer who was erased, and no description of them is kept', async () => {
    const erased = customer({ customerId: someone() });
    await engine.table().putItem({ TableName: TABLE, Item: { ...contactMark(erased.customerId, at()) } });
    const years = 10 * 365 * 24 * HOUR;
    const changed = { ...erased, changedAt: at(years).toISOString() };

    const kept = await cache().keep({ customer: changed, fetchedAt: at(years) });
    await contacts().noteUnknown(
      leaseOf(erased.customerId, 'late'),
      down('unknown_customer', years, 0),
      at(years),
    );

    expect(kept).toBe(false);
    expect(await claimAt(erased.customerId, 'one', years)).toBe(false);
    expect(await cache().read(erased.customerId, at(years))).toBeUndefined();
    expect(await contacts().look(erased.customerId, at(years))).toMatchObject({
      turnedDown: { reason: 'unknown_customer' },
    });
  });

  it('is the same one when the reply to its claim was lost', async () => {
    const id = someone();
    await claimAt(id, 'one');

    expect(await claimAt(id, 'one')).toBe(true);
  });

  it('is nobody while a description is young', async () => {
    const known = customer({ customerId: someone() });
    await cache().keep({ customer: known, fetchedAt: at() });

    expect(await claimAt(known.customerId, 'one', 4 * MINUTE - 1)).toBe(false);
    expect(await claimAt(known.customerId, 'one', 4 * MINUTE)).toBe(true);
  });

  it('is whoever took the lease over, and only the first of them', async () => {
    const id = someone();
    await claimAt(id, 'reader');

    expect(await contacts().takeOver('reader', leaseOf(id, 'worker'))).toBe(true);
    expect(await contacts().takeOver('reader', leaseOf(id, 'redelivered'))).toBe(false);
    expect(await contacts().takeOver('reader', leaseOf(id, 'worker'))).toBe(true);
  });

  it('is nobody for a while after the CRM could not tell, and the old description stays', async () => {
    const known = customer({ customerId: someone() });
    await cache().keep({ customer: known, fetchedAt: at(-HOUR) });
    await claimAt(known.customerId, 'one');

    await contacts().noteFailure(leaseOf(known.customerId, 'one'), down('crm_unavailable', 0, 30 * SECOND));

    expect(await claimAt(known.customerId, 'two', 30 * SECOND - 1)).toBe(false);
    expect(await claimAt(known.customerId, 'two', 30 * SECOND)).toBe(true);
    expect(await contacts().look(known.customerId, at())).toEqual({
      cached: { customer: known, fetchedAt: at(-HOUR) },
      turnedDown: down('crm_unavailable', 0, 30 * SECOND),
    });
  });

  it('says nothing any more when its lease is over and another asks', async () => {
    const id = someone();
    await claimAt(id, 'slow');
    await claimAt(id, 'quick', MINUTE);

    await contacts().noteFailure(leaseOf(id, 'slow'), down('crm_unavailable', MINUTE, HOUR));

    expect(await contacts().look(id, at(MINUTE))).toEqual({});
  });

  it('forgets a customer the CRM no longer has, and knows that it has none', async () => {
    const known = customer({ customerId: someone() });
    await cache().keep({ customer: known, fetchedAt: at(-HOUR) });
    await claimAt(known.customerId, 'one');

    await contacts().noteUnknown(
      leaseOf(known.customerId, 'one'),
      down('unknown_customer', 0, 5 * MINUTE),
      at(),
    );

    expect(await cache().read(known.customerId, at())).toBeUndefined();
    expect(await contacts().look(known.customerId, at())).toEqual({
      turnedDown: down('unknown_customer', 0, 5 * MINUTE),
    });
    expect(await claimAt(known.customerId, 'two', 5 * MINUTE)).toBe(true);
  });

  it('does not forget what the CRM changed after it was asked', async () => {
    const known = customer({ customerId: someone(), changedAt: at(SECOND).toISOString() });
    await claimAt(known.customerId, 'one');
    await cache().keep({ customer: known, fetchedAt: at(2 * SECOND) });

    await contacts().noteUnknown(
      leaseOf(known.customerId, 'one'),
      down('unknown_customer', 3000, MINUTE),
      at(),
    );

    expect(await cache().read(known.customerId, at(3 * SECOND))).toMatchObject({ customer: known });
  });

  it('is no longer asking once a description is kept, also where there was only a lease', async () => {
    const known = customer({ customerId: someone() });
    await claimAt(known.customerId, 'one');
    expect(await cache().read(known.customerId, at())).toBeUndefined();

    expect(await cache().keep({ customer: known, fetchedAt: at(SECOND) })).toBe(true);

    expect(await contacts().look(known.customerId, at(SECOND))).toEqual({
      cached: { customer: known, fetchedAt: at(SECOND) },
    });
    expect(await claimAt(known.customerId, 'two', 4 * MINUTE + SECOND)).toBe(true);
  });

  it('keeps what the CRM changed last, whatever came last', async () => {
    const customerId = someone();
    const told = (accountTier: string, changedMs: number) =>
      customer({ customerId, accountTier, changedAt: at(changedMs).toISOString() });
    await cache().keep({ customer: told('gold', MINUTE), fetchedAt: at(2 * MINUTE) });

    expect(await cache().keep({ customer: told('silver', 0), fetchedAt: at(3 * MINUTE) })).toBe(false);
    expect(await cache().keep({ customer: told('gold', MINUTE), fetchedAt: at(3 * MINUTE) })).toBe(true);

    expect(await cache().read(customerId, at(3 * MINUTE))).toEqual({
      customer: told('gold', MINUTE),
      fetchedAt: at(3 * MINUTE),
    });
  });

  it('does not replace a change by an answer to a question from before it', async () => {
    const customerId = someone();
    const changed = customer({ customerId, doNotDisturb: true, changedAt: at(SECOND).toISOString() });
    await cache().keep({ customer: changed, fetchedAt: at(SECOND) });

    const answer = { customer: customer({ customerId }), fetchedAt: at(3 * SECOND), askedAt: at() };

    expect(await cache().keep(answer)).toBe(false);
  });

  it('knows which customer a contact is, as long as it was said', async () => {
    const contactId = someone();
    await refs().refer(contactId, { customerId: 'CUST-1' }, at(HOUR));

    expect(await refs().customerOf(contactId, at(HOUR - SECOND))).toBe('CUST-1');
    expect(await refs().customerOf(contactId, at(HOUR))).toBeUndefined();
    expect(await refs().customerOf(someone(), at())).toBeUndefined();
  });

  it('knows which pushed contact a contact of the platform is, where there is one', async () => {
    const [contactId, other] = [someone(), someone()];
    const ref = { customerId: 'CUST-1', preview: { contactId: 'CRM_1', campaignId: 'campaign-1' } };
    await refs().refer(contactId, ref, at(HOUR));
    await refs().refer(other, { customerId: 'CUST-1' }, at(HOUR));

    expect(await refs().read(contactId, at())).toEqual(ref);
    expect(await refs().read(other, at())).toEqual({ customerId: 'CUST-1' });
  });

  it('knows when an agent looked at a pushed contact in vain, until it is pushed again', async () => {
    const [contactId, other] = [someone(), someone()];
    const ref = { customerId: 'CUST-1', preview: { contactId: 'CRM_1', campaignId: 'campaign-1' } };
    await refs().refer(contactId, ref, at(HOUR));
    await refs().refer(other, { customerId: 'CUST-1' }, at(HOUR));

    for (const id of [contactId, other, 'nobody']) await refs().noteMissed(id, at(SECOND));

    expect(await refs().read(contactId, at())).toEqual({ ...ref, missedAt: at(SECOND) });
    expect(await refs().read(other, at())).toEqual({ customerId: 'CUST-1' });
    expect(await refs().read('nobody', at())).toBeUndefined();
    await refs().refer(contactId, ref, at(HOUR));
    expect(await refs().read(contactId, at())).toEqual(ref);
  });
});

describe('a store that fails', () => {
  const table = memoryDynamo({
    tables,
    before: () => {
      throw new Error('connection lost');
    },
  });
  const contacts = dynamoContactRefresh(table, TABLE);
  const refs = dynamoContactRefs(table, TABLE);
  const lease = { customerId: 'customer-1', token: 'one', until: at() };
  const turnedDown = { reason: 'crm_unavailable', at: at(), until: at() };

  it.each([
    ['look', () => contacts.look('customer-1', at())],
    ['claim', () => contacts.claim(lease, { now: at(), olderThan: at() })],
    ['takeOver', () => contacts.takeOver('two', lease)],
    ['noteFailure', () => contacts.noteFailure(lease, turnedDown)],
    ['noteUnknown', () => contacts.noteUnknown(lease, turnedDown, at())],
    ['customerOf', () => refs.customerOf('contact-1', at())],
    ['read', () => refs.read('contact-1', at())],
    ['noteMissed', () => refs.noteMissed('contact-1', at())],
    ['refer', () => refs.refer('contact-1', { customerId: 'customer-1' }, at())],
  ])('fails %s as transient', async (_, call) => {
    await expect(call()).rejects.toMatchObject({ name: 'TransientError', reason: 'contacts_unavailable' });
  });
});
