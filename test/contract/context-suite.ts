import { expect, it } from '@jest/globals';
import { systemClock, systemRandom } from '../../functions/adapters/system.ts';
import { BUDGET_MS } from '../../functions/context/read-context.ts';
import type { Customer } from '../../functions/messages/customer.ts';
import type { Crm } from '../../functions/ports/crm.ts';
import { contextDesk } from '../support/context-desk.ts';

/** What a CRM can have besides an answer. `slow`: it answers after 3 s; `limit`: its 403 for too many requests. */
export type CrmTrouble =
  | 'down'
  | 'slow'
  | 'unauthorized_once'
  | 'unauthorized'
  | 'throttled'
  | 'limit'
  | 'another_shape';

/** A CRM under test, as refresh asks it. */
export interface ContextSubject {
  readonly crm: Pick<Crm, 'readCustomer'>;
  /** A customer it knows. */
  readonly known: Customer;
  trouble(trouble: CrmTrouble): Promise<void>;
  /** Requests about customers that it has seen, whatever it answered. */
  requests(): number;
  /** The reasons its adapter gives where vendors differ. */
  readonly reasons: { readonly limit: string; readonly down: string };
  /** The field that `another_shape` lacks, in our words. */
  readonly lacking: string;
}

/** What an agent sees of a contact while a CRM is in trouble; for every adapter of the port. */
export function contextSuite(subject: () => ContextSubject): void {
  /** The machine's own clock, which holds nobody up who has ended. */
  const sleep = {
    until: (instant: Date) =>
      new Promise<void>((resolve) => {
        setTimeout(resolve, instant.getTime() - Date.now()).unref();
      }),
  };
  const system = { clock: systemClock, sleep, random: systemRandom };
  const desk = () => contextDesk({ ...system, crm: subject().crm });
  const old = () => ({ customer: subject().known, fetchedAt: new Date(Date.now() - 3_600_000) });

  it('a CRM that answers is live, and for the next agent cached', async () => {
    const { read } = desk();
    const { customerId, name } = subject().known;

    expect(await read(customerId)).toMatchObject({ freshness: 'live', withheld: false, name });
    expect(await read(customerId)).toMatchObject({ freshness: 'cached', ageSeconds: 0, withheld: false });
    expect(subject().requests()).toBe(1);
  });

  it.each<[CrmTrouble, () => string]>([
    ['down', () => subject().reasons.down],
    ['unauthorized', () => 'crm_unauthorized'],
    ['throttled', () => 'crm_throttled'],
    ['limit', () => subject().reasons.limit],
    ['another_shape', () => 'crm_unreadable'],
  ])('with the CRM %s it is unavailable, or stale and withheld', async (trouble, reasonOf) => {
    await subject().trouble(trouble);
    const reason = reasonOf();
    const { customerId } = subject().known;
    const without = desk();
    const withOld = desk();
    await withOld.cache.keep(old());

    expect(await without.read(customerId)).toMatchObject({
      freshness: 'unavailable',
      reason,
      suggestedQueue: 'tier-review',
      withheldReason: 'context_unavailable',
    });
    const asked = subject().requests();
    expect(await without.read(customerId)).toMatchObject({ freshness: 'unavailable', reason });
    expect(subject().requests()).toBe(asked);
    expect(await withOld.read(customerId)).toMatchObject({
      freshness: 'stale',
      reason,
      ageSeconds: expect.closeTo(3600, -1),
      suggestedQueue: null,
      withheldReason: 'hold_unknown',
    });
  });

  it('a CRM that refuses a token once is live', async () => {
    await subject().trouble('unauthorized_once');

    expect(await desk().read(subject().known.customerId)).toMatchObject({ freshness: 'live' });
    expect(subject().requests()).toBe(2);
  });

  it('a token that is refused for ever is not tried for ever', async () => {
    await subject().trouble('unauthorized');

    await desk().read(subject().known.customerId);

    expect(subject().requests()).toBe(2);
  });

  it('a slow CRM is asked once: unavailable in time, and cached when it has answered', async () => {
    await subject().trouble('slow');
    const { read, idle, outcomes } = desk();
    const { customerId } = subject().known;
    const began = performance.now();

    expect(await read(customerId)).toMatchObject({ freshness: 'unavailable', reason: 'crm_timeout' });
    expect(performance.now() - began).toBeLessThan(BUDGET_MS + 500);
    await idle();

    expect(outcomes).toEqual([{ outcome: 'refreshed', key: customerId }]);
    expect(await read(customerId)).toMatchObject({ freshness: 'cached' });
    expect(subject().requests()).toBe(1);
  });

  it('a CRM that lacks a field is a defect that names it', async () => {
    await subject().trouble('another_shape');
    const { read, idle, outcomes } = desk();

    await read(subject().known.customerId);
    await idle();

    const { known, lacking } = subject();
    expect(outcomes).toEqual([
      { outcome: 'crm_defect', reason: `malformed: ${lacking}`, key: known.customerId },
    ]);
  });

  it('a customer the CRM does not know is nobody, and is not asked for again', async () => {
    const { read, idle, outcomes } = desk();

    expect(await read('nobody')).toBeUndefined();
    expect(await read('nobody')).toBeUndefined();
    await idle();

    expect(outcomes).toEqual([{ outcome: 'unknown_customer', key: 'nobody' }]);
    expect(subject().requests()).toBe(1);
  });
}
