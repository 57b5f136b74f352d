import { beforeEach, describe, expect, it } from '@jest/globals';
import { cachedCustomers } from '../../functions/adapters/cached-customers.ts';
import { dynamoContactCache } from '../../functions/adapters/dynamo-contact-cache.ts';
import { at, customer, HOUR, MINUTE, SECOND, TUESDAY_10 } from '../support/builders.ts';
import { tables } from '../support/dynamo-fixtures.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { fakeCrm } from '../support/fake-crm.ts';
import { memoryDynamo } from '../support/memory-dynamo.ts';

let clock = fakeClock(TUESDAY_10);
let crm = fakeCrm();
let cache = dynamoContactCache(memoryDynamo({ tables }), 'ledger');
const read = (id = 'customer-1') => cachedCustomers(cache, crm, clock).read(id);

beforeEach(() => {
  clock = fakeClock(TUESDAY_10);
  crm = fakeCrm(customer());
  cache = dynamoContactCache(memoryDynamo({ tables }), 'ledger');
});

describe('a customer', () => {
  it('is asked of the CRM and kept for the next', async () => {
    expect(await read()).toEqual({ customer: customer(), fetchedAt: at(), freshness: 'live' });
    expect(await read()).toEqual({ customer: customer(), fetchedAt: at(), freshness: 'cached' });
    expect(crm.reads.get('customer-1')).toBe(1);
  });

  it.each([
    [5 * MINUTE - 1, 'cached', 1],
    [5 * MINUTE, 'live', 2],
  ])('kept %i ms ago is %s', async (ageMs, freshness, reads) => {
    await read();
    clock.advance(ageMs);

    expect(await read()).toMatchObject({ freshness });
    expect(crm.reads.get('customer-1')).toBe(reads);
  });

  it.each(['unavailable', 'throttled', 'unreadable', 'refused'] as const)(
    'kept earlier is better than a CRM that is %s',
    async (fault) => {
      await read();
      clock.advance(23 * HOUR);
      crm.fail('readCustomer', fault);

      expect(await read()).toMatchObject({ freshness: 'stale', fetchedAt: at() });
    },
  );

  it.each([
    ['unavailable', 'TransientError'],
    ['unreadable', 'RejectedError'],
  ] as const)('whom nobody remembers is not known while the CRM is %s', async (fault, name) => {
    await read();
    clock.advance(24 * HOUR);
    crm.fail('readCustomer', fault);

    await expect(read()).rejects.toMatchObject({ name });
  });

  it('whom the CRM no longer knows is unknown, whatever is kept', async () => {
    await read();
    clock.advance(6 * MINUTE);
    crm.remove('customer-1');

    expect(await read()).toBeUndefined();
  });

  it('whose CRM has a defect is no customer', async () => {
    const broken = { ...crm, readCustomer: () => Promise.reject(new TypeError('not a function')) };
    await read();
    clock.advance(10 * MINUTE + SECOND);

    await expect(cachedCustomers(cache, broken, clock).read('customer-1')).rejects.toThrow(TypeError);
  });
});
