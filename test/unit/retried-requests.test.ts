import { describe, expect, it } from '@jest/globals';
import { genesysRequests } from '../../functions/adapters/genesys-requests.ts';
import type { HttpClient } from '../../functions/adapters/http.ts';
import { paced } from '../../functions/adapters/paced-http.ts';
import { restCrm } from '../../functions/adapters/rest-crm.ts';
import { customer, TUESDAY_10 } from '../support/builders.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { fakePace } from '../support/fake-pace.ts';

const PATHS = { customer: '/customers/{customerId}', tasks: '/tasks', notes: '/tasks/{taskId}/{noteId}' };

/** A host that refuses the first credential, and the budget its requests draw on. */
function forgetful() {
  const clock = fakeClock(TUESDAY_10);
  const pace = fakePace(clock);
  const statuses = [401, 200];
  const host: HttpClient = {
    send: async () => ({ status: statuses.shift() ?? 500, headers: {}, body: JSON.stringify(customer()) }),
  };
  return { http: paced(pace, 'reads', clock)(host), kinds: () => pace.taken.map(({ ask }) => ask.kind) };
}

const now = () => new Date(TUESDAY_10);

describe('a request that is sent once more with a new credential', () => {
  it('draws on the retry budget of the platform', async () => {
    const { http, kinds } = forgetful();
    const tokens = { ready: async () => 'token', atHand: () => 'token', refused: () => undefined };

    await genesysRequests(http, tokens, 1000, now).ask({ method: 'GET', path: '/' });

    expect(kinds()).toEqual(['first', 'retry']);
  });

  it('draws on the retry budget of the CRM', async () => {
    const { http, kinds } = forgetful();

    await restCrm(http, '', PATHS, { value: async () => ({ token: 'token' }) }, now).readCustomer(
      'customer-1',
    );

    expect(kinds()).toEqual(['first', 'retry']);
  });
});
