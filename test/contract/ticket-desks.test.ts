import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { formTokens } from '../../functions/adapters/form-tokens.ts';
import { type HttpClient, httpClient } from '../../functions/adapters/http.ts';
import { salesforce } from '../../functions/adapters/salesforce.ts';
import { salesforceCases } from '../../functions/adapters/salesforce-cases.ts';
import { salesforceThrottle } from '../../functions/adapters/salesforce-errors.ts';
import { serviceNowDesk } from '../../functions/adapters/servicenow.ts';
import type { TicketDesk } from '../../functions/ports/ticket-desk.ts';
import type { Fault } from '../../local/simulators/faults.ts';
import { readContract } from '../../local/simulators/openapi.ts';
import { type SalesforceSimulator, startSalesforceSimulator } from '../../local/simulators/salesforce.ts';
import { type ServiceNowSimulator, startServiceNowSimulator } from '../../local/simulators/servicenow.ts';
import { requestProblems } from '../support/contract.ts';
import { fakeDesk } from '../support/fake-desk.ts';
import { newTicket, ticketDeskSuite } from './ticket-desk-suite.ts';

const CLIENT = { clientId: 'right', clientSecret: 'right' };
const FIELD = 'Contact_Center_Key__c';
const DESKS = ['servicenow', 'salesforce'] as const;
type Name = (typeof DESKS)[number];

/** What goes wrong, how, and what comes of it. */
type Failure = [string, Fault, { readonly name: string; readonly reason: unknown }];

/** A desk on its simulator. `credentials`: those that the adapter has, in the order of its reads. */
interface Started {
  readonly simulator: ServiceNowSimulator | SalesforceSimulator;
  readonly desk: TicketDesk;
}

/** Nobody waits ten seconds for an answer in a test. */
const impatient = (http: HttpClient): HttpClient => ({
  send: (request, beforeSocket) => http.send({ ...request, deadlineMs: 1500 }, beforeSocket),
});

async function startDesk(
  name: Name,
  limit?: number,
  credentials: readonly string[] = ['right'],
): Promise<Started> {
  let reads = 0;
  const secret = {
    value: async () => {
      const clientSecret = credentials[Math.min(reads++, credentials.length - 1)] ?? '';
      return { clientId: 'right', clientSecret };
    },
  };
  const now = (): Date => new Date();
  if (name === 'servicenow') {
    const simulator = await startServiceNowSimulator({
      ...CLIENT,
      ...(limit !== undefined && { requestsPerHour: limit }),
    });
    const http = impatient(httpClient(simulator.url));
    const tokens = formTokens(http, '/oauth_token.do', name, secret, now);
    const settings = {
      kind: name,
      baseUrl: simulator.url,
      secretArn: 'arn',
      closeCode: 'Solution provided',
      impact: { high: '1', normal: '2', low: '3' },
    } as const;
    return { simulator, desk: serviceNowDesk(http, tokens, settings, now) };
  }
  const simulator = await startSalesforceSimulator({
    ...CLIENT,
    externalIdField: FIELD,
    ...(limit !== undefined && { usage: { used: 0, allowed: limit } }),
  });
  const http = impatient(httpClient(simulator.url));
  const tokens = formTokens(http, '/services/oauth2/token', name, secret, now);
  const settings = {
    kind: name,
    baseUrl: simulator.url,
    secretArn: 'arn',
    apiVersion: 'v67.0',
    externalIdField: FIELD,
    sourceField: 'Source__c',
    status: { open: 'New', closed: 'Closed' },
    priorities: { high: 'High', normal: 'Medium', low: 'Low' },
  } as const;
  const api = salesforce({ tokens, clientOf: () => salesforceThrottle(http), now }, settings);
  return { simulator, desk: salesforceCases(api, settings, now) };
}

/** The request that opens a ticket, as fault rules name it. */
const OPEN: Readonly<Record<Name, string>> = { servicenow: 'createIncident', salesforce: 'upsertCase' };
const NOTE: Readonly<Record<Name, string>> = {
  servicenow: 'updateIncident',
  salesforce: 'createCaseComment',
};

describe('the fake desk', () => {
  let desk = fakeDesk();
  beforeEach(() => {
    desk = fakeDesk();
  });

  ticketDeskSuite(() => ({ desk, tickets: desk.tickets, setOpen: desk.setOpen }));
});

describe.each(DESKS)('%s', (name) => {
  let started: Started | undefined;
  const at = (): Started => {
    if (!started) throw new Error('not started');
    return started;
  };
  const begin = async (limit?: number, credentials?: readonly string[]): Promise<void> => {
    await started?.simulator.stop();
    started = await startDesk(name, limit, credentials);
  };
  beforeEach(() => begin());
  afterAll(() => started?.simulator.stop());

  const fail = (operation: string, fault: Fault, times?: number): void =>
    at().simulator.setFaults([{ system: name, operation, fault, ...(times !== undefined && { times }) }]);
  const open = () => at().desk.openOrAttach(newTicket(), false);

  ticketDeskSuite(() => ({
    desk: at().desk,
    tickets: at().simulator.tickets,
    setOpen: at().simulator.setOpen,
  }));

  it('is asked only what its contract says', async () => {
    const { desk, simulator } = at();
    const opened = await open();
    const id = opened.kind === 'open' ? opened.ticket.id : '';
    await desk.find(newTicket().key);
    await desk.addNote(id, { eventId: 'trunkline-0-1', text: "it's \\ still so" });
    await desk.resolve(id, { eventId: 'trunkline-0-2', text: 'over' });
    await desk.openOrAttach(newTicket(), true);

    const contract = readContract(name);
    expect(simulator.requests().length).toBeGreaterThan(8);
    expect(simulator.requests().flatMap((request) => requestProblems(contract, request))).toEqual([]);
  });

  const UNSURE = name === 'servicenow' ? 'UnknownOutcomeError' : 'TransientError';
  const REFUSED = { name: 'RejectedError', reason: expect.stringMatching(/^integration_failure: /) };
  const THROTTLED = { name: 'TransientError', reason: `${name}_throttled`, retryAfterMs: expect.any(Number) };
  const LIMIT: Fault = {
    kind: 'status',
    status: 403,
    body: [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }],
  };
  const NO_BODY: readonly [string, Fault][] = [
    ['HTML instead of JSON', { kind: 'body', status: 200, body: '<html>hibernating</html>' }],
    ['200 without id', { kind: 'body', status: 200, body: { success: true } }],
    ['201 with another shape', { kind: 'body', status: 201, body: { result: {} } }],
  ];
  /** ServiceNow's limits answer 429; by 403 it refuses what no waiting mends. */
  const OVER_LIMIT = name === 'servicenow' ? REFUSED : { ...THROTTLED, retryAfterMs: 60_000 };

  /** What a desk may answer besides success and what comes of it, for requests whose repetition is or is not harmful. */
  const failures = (unsure: string): readonly Failure[] => [
    ['a validation error', { kind: 'status', status: 400 }, REFUSED],
    ['401 for good', { kind: 'expired-token' }, { name: 'TransientError', reason: `${name}_unauthorized` }],
    ['403 limit', LIMIT, OVER_LIMIT],
    ['404', { kind: 'status', status: 404 }, REFUSED],
    ['429', { kind: 'rate-limit', retryAfterSeconds: 1800 }, THROTTLED],
    [
      '500',
      { kind: 'status', status: 500 },
      { name: unsure, reason: expect.stringMatching(/500|unavailable/) },
    ],
    [
      '503 after the work',
      { kind: 'status-after', status: 503 },
      { name: unsure, reason: expect.stringMatching(/503|unavailable/) },
    ],
    [
      'a reset',
      { kind: 'reset-after' },
      { name: unsure, reason: expect.stringMatching(/no_answer|unavailable/) },
    ],
    [
      'a time-out',
      { kind: 'never' },
      { name: unsure, reason: expect.stringMatching(/no_answer|unavailable/) },
    ],
    ...NO_BODY.map(([what, fault]): Failure => [what, fault, { name: unsure, reason: `${name}_no_id` }]),
  ];

  it('tells success by the id in the body', async () => {
    expect(await open()).toMatchObject({ kind: 'open', ticket: { id: at().simulator.tickets()[0]?.id } });
  });

  it('takes a duplicate for what it is: the first ticket again', async () => {
    const first = await open();

    expect(await open()).toEqual(first);
    expect(at().simulator.tickets()).toHaveLength(1);
  });

  it.each(failures(UNSURE))('opening fails as it must after %s', async (_what, fault, wanted) => {
    fail(OPEN[name], fault);

    await expect(open()).rejects.toMatchObject(wanted);
  });

  it.each(failures('UnknownOutcomeError'))(
    'a note fails as it must after %s',
    async (_what, fault, wanted) => {
      const opened = await open();
      const id = opened.kind === 'open' ? opened.ticket.id : '';
      fail(NOTE[name], fault);

      await expect(at().desk.addNote(id, { eventId: 'trunkline-0-9', text: 'still' })).rejects.toMatchObject(
        wanted,
      );
    },
  );

  it('opens one ticket although the answers to the first try were lost', async () => {
    fail(OPEN[name], { kind: 'reset-after' }, 1);
    await open().catch(() => undefined);

    await open();

    expect(at().simulator.tickets()).toHaveLength(1);
  });

  it('is looked at again when it only accepts: 202 is no ticket yet', async () => {
    fail(OPEN[name], { kind: 'body', status: 202, body: { requestId: 'later' } });

    expect(await open()).toEqual({ kind: 'accepted' });
    expect(await at().desk.find(newTicket().key)).toMatchObject({ open: true });
  });

  it('writes no note twice although the answer to the first try was lost', async () => {
    const opened = await open();
    const id = opened.kind === 'open' ? opened.ticket.id : '';
    const note = { eventId: 'trunkline-0-7', text: 'still' };
    fail(NOTE[name], { kind: 'reset-after' }, 1);

    await expect(at().desk.addNote(id, note)).rejects.toMatchObject({ name: 'UnknownOutcomeError' });
    await at().desk.addNote(id, note);

    expect(at().simulator.tickets()[0]?.notes).toHaveLength(1);
  });

  it('gets another token once after 401', async () => {
    await open();
    fail(OPEN[name], { kind: 'expired-token' }, 1);

    const opened = await at().desk.openOrAttach(newTicket({ key: 'e'.repeat(64) }), false);

    expect(opened).toMatchObject({ kind: 'open' });
  });

  it('waits for a person when the client is revoked, at one request and not at every message', async () => {
    await begin(undefined, ['wrong']);

    await expect(open()).rejects.toMatchObject({
      name: 'TransientError',
      reason: `${name}_login_refused`,
      retryAfterMs: 900_000,
    });
    expect(at().simulator.requests()).toHaveLength(1);
  });

  it('waits as long as its quota says', async () => {
    await begin(2);
    await at().desk.find(newTicket().key);
    await at().desk.find(newTicket().key);

    const refused = at().desk.find(newTicket().key);

    await expect(refused).rejects.toMatchObject({ name: 'TransientError', retryAfterMs: expect.any(Number) });
  });

  it('gives up a request that nobody answers', async () => {
    await at().simulator.pause();

    await expect(open()).rejects.toMatchObject({ name: 'TransientError' });

    await at().simulator.resume();
  });
});

describe('servicenow', () => {
  it("never takes somebody else's incident for ours, whatever its query gives back", async () => {
    const { desk, simulator } = await startDesk('servicenow');
    try {
      await desk.openOrAttach(newTicket({ key: 'f'.repeat(64) }), false);
      const [other] = simulator.tickets();
      const rows = [{ sys_id: other?.id, number: 'INC1', state: '1', correlation_id: 'f'.repeat(64) }];
      simulator.setFaults([
        {
          system: 'servicenow',
          operation: 'findIncidents',
          fault: { kind: 'body', status: 200, body: { result: rows } },
        },
      ]);

      const opened = await desk.openOrAttach(newTicket(), false);

      expect(opened).toMatchObject({ kind: 'open' });
      expect(simulator.tickets()).toHaveLength(2);
    } finally {
      await simulator.stop();
    }
  });

  it('is parked as an integration failure by the name of its data policy', async () => {
    const { desk, simulator } = await startDesk('servicenow');
    try {
      const opened = await desk.openOrAttach(newTicket(), false);
      const body = {
        error: { message: 'Data Policy Exception: mandatory', detail: null },
        status: 'failure',
      };
      simulator.setFaults([
        { system: 'servicenow', operation: 'updateIncident', fault: { kind: 'status', status: 403, body } },
      ]);
      const id = opened.kind === 'open' ? opened.ticket.id : '';

      await expect(desk.resolve(id, { eventId: 'trunkline-0-1', text: 'over' })).rejects.toMatchObject({
        name: 'RejectedError',
        reason: 'integration_failure: servicenow data_policy_exception',
      });
    } finally {
      await simulator.stop();
    }
  });
});

describe('salesforce', () => {
  it.each([
    ['REQUEST_LIMIT_EXCEEDED', 403, { name: 'TransientError', retryAfterMs: 60_000 }],
    ['UNABLE_TO_LOCK_ROW', 400, { name: 'TransientError', retryAfterMs: undefined }],
    ['DUPLICATE_VALUE', 400, { name: 'TransientError', retryAfterMs: undefined }],
    [
      'REQUIRED_FIELD_MISSING',
      400,
      { name: 'RejectedError', reason: 'integration_failure: salesforce required_field_missing' },
    ],
    ['INSUFFICIENT_ACCESS_OR_READONLY', 403, { name: 'RejectedError' }],
  ])('means by %s what its guide says', async (errorCode, status, wanted) => {
    const { desk, simulator } = await startDesk('salesforce');
    try {
      const fault: Fault = { kind: 'status', status, body: [{ errorCode, message: 'no' }] };
      simulator.setFaults([{ system: 'salesforce', operation: 'upsertCase', fault }]);

      await expect(desk.openOrAttach(newTicket(), false)).rejects.toMatchObject(wanted);
    } finally {
      await simulator.stop();
    }
  });

  it('does not log in again after a 401 that a new session would not mend', async () => {
    const { desk, simulator } = await startDesk('salesforce');
    try {
      const body = [
        { errorCode: 'INVALID_SESSION_ID', message: 'This session is not valid for use with the REST API' },
      ];
      simulator.setFaults([
        { system: 'salesforce', operation: 'query', fault: { kind: 'status', status: 401, body } },
      ]);

      await expect(desk.find(newTicket().key)).rejects.toMatchObject({
        name: 'TransientError',
        reason: 'salesforce_unauthorized',
      });
      expect(simulator.requests()).toHaveLength(2);
    } finally {
      await simulator.stop();
    }
  });
});
