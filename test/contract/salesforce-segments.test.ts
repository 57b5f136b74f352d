import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { formTokens } from '../../functions/adapters/form-tokens.ts';
import { httpClient } from '../../functions/adapters/http.ts';
import { salesforce } from '../../functions/adapters/salesforce.ts';
import { salesforceThrottle } from '../../functions/adapters/salesforce-errors.ts';
import { salesforceSegments } from '../../functions/adapters/salesforce-segments.ts';
import type { Fault } from '../../local/simulators/faults.ts';
import { readContract } from '../../local/simulators/openapi.ts';
import { type SalesforceSimulator, startSalesforceSimulator } from '../../local/simulators/salesforce.ts';
import { at, MINUTE } from '../support/builders.ts';
import { requestProblems } from '../support/contract.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { phoneOf, type SegmentFault, segmentSuite, segmentUpdate, sending } from './segment-suite.ts';

const SETTINGS = {
  kind: 'salesforce' as const,
  baseUrl: 'http://127.0.0.1',
  secretArn: 'arn',
  apiVersion: 'v67.0',
  externalIdField: 'Contact_Center_Key__c',
  fields: {
    last_interaction_summary: 'Last_Interaction_Summary__c',
    sentiment: 'Sentiment__c',
    segmentation_tags: 'Segmentation_Tags__c',
    last_updated: 'Segments_Updated__c',
  },
  createWith: { LastName: 'Unknown' },
};

const error = (status: number, errorCode: string): Fault => ({
  kind: 'status',
  status,
  body: [{ errorCode, message: 'as the org says it' }],
});
const FAULTS: Readonly<Record<SegmentFault, Fault>> = {
  throttled: error(403, 'REQUEST_LIMIT_EXCEEDED'),
  refused: error(400, 'STRING_TOO_LONG'),
  broken: error(503, 'SERVER_ERROR'),
  silent: { kind: 'never' },
  reset: { kind: 'reset-after' },
  no_id: { kind: 'body', status: 200, body: { success: true } },
  forbidden: error(403, 'INSUFFICIENT_ACCESS_OR_READONLY'),
};

describe('segments in Salesforce', () => {
  const contract = readContract('salesforce');
  const clock = fakeClock(at().toISOString());
  let simulator: SalesforceSimulator;
  let clientSecret = 'right';

  async function start(used = 18): Promise<void> {
    clientSecret = 'right';
    simulator = await startSalesforceSimulator({
      clientId: 'client',
      clientSecret: 'right',
      system: 'crm',
      externalIdField: SETTINGS.externalIdField,
      usage: { used, allowed: 100 },
    });
    simulator.store.insert('Contact', { [SETTINGS.externalIdField]: 'CUST-7', LastName: 'Fenwick' });
  }
  beforeEach(() => start());
  afterEach(async () => {
    const problems = simulator.requests().flatMap((request) => requestProblems(contract, request));
    await simulator.stop();
    expect(problems).toEqual([]);
  });

  function crm() {
    const now = () => clock.now();
    const http = httpClient(simulator.url);
    const credentials = { value: async () => ({ clientId: 'client', clientSecret }) };
    const tokens = formTokens(http, '/services/oauth2/token', 'salesforce', credentials, now);
    const clientOf = () => salesforceThrottle(http);
    const api = salesforce({ tokens, clientOf, now }, { ...SETTINGS, baseUrl: simulator.url });
    return salesforceSegments(api, SETTINGS, now);
  }
  const fail = (fault: Fault, times?: number): void =>
    simulator.setFaults([{ system: 'crm', operation: 'upsertContact', fault, ...(times && { times }) }]);
  const paths = () => simulator.requests().map(({ method, path }) => `${method} ${path}`);

  const contact = (key: string) => simulator.store.byExternalId('Contact', SETTINGS.externalIdField, key);
  const tagsOf = (key: string): readonly string[] | undefined => {
    const tags = contact(key)?.Segmentation_Tags__c;
    return typeof tags === 'string' ? tags.split(';').filter(Boolean) : undefined;
  };
  const addresses = () => simulator.requests().map(({ path, query }) => `${path} ${JSON.stringify(query)}`);

  segmentSuite(() => ({ crm: crm(), fail: (fault) => fail(FAULTS[fault]), tagsOf, addresses }), {
    throttled: ['TransientError', 'salesforce_throttled'],
    refused: ['RejectedError', 'salesforce_string_too_long'],
    broken: ['UnknownOutcomeError', 'salesforce_unavailable'],
    silent: ['UnknownOutcomeError', 'salesforce_no_answer'],
    reset: ['UnknownOutcomeError', 'salesforce_no_answer'],
    no_id: ['UnknownOutcomeError', 'salesforce_no_id'],
    forbidden: ['RejectedError', 'salesforce_insufficient_access_or_readonly'],
  });

  describe('that knows contacts by their number', () => {
    const COMPOSITE = 'POST /services/data/{apiVersion}/composite';
    const failing = (fault: Fault): void =>
      simulator.setFaults([{ system: 'crm', operation: COMPOSITE, fault }]);
    beforeEach(() => {
      const known = { [SETTINGS.externalIdField]: phoneOf('CUST-7'), LastName: 'Fenwick' };
      simulator.store.insert('Contact', known);
    });

    segmentSuite(
      () => ({
        crm: crm(),
        fail: (fault) => failing(FAULTS[fault]),
        tagsOf: (id) => tagsOf(phoneOf(id)),
        addresses,
      }),
      {
        throttled: ['TransientError', 'salesforce_throttled'],
        refused: ['RejectedError', 'salesforce_string_too_long'],
        no_id: ['UnknownOutcomeError', 'salesforce_no_id'],
      },
      'phone',
    );

    it('is believed what it says of the part, not of the whole', async () => {
      const refused = [{ errorCode: 'STRING_TOO_LONG', message: 'as the org says it' }];
      const part = { body: refused, httpHeaders: {}, httpStatusCode: 400, referenceId: 'segments' };
      failing({ kind: 'body', status: 200, body: { compositeResponse: [part] } });
      const knownAs = { by: 'phone', value: phoneOf('CUST-7') } as const;

      await expect(crm().upsertSegments(segmentUpdate({ knownAs }), sending())).rejects.toMatchObject({
        name: 'RejectedError',
        reason: 'salesforce_string_too_long',
      });
    });
  });

  it('upserts a contact by its external id, which is not in the body', async () => {
    await crm().upsertSegments(segmentUpdate(), sending());

    expect(simulator.requests().at(-1)).toMatchObject({
      method: 'PATCH',
      path: '/services/data/v67.0/sobjects/Contact/Contact_Center_Key__c/CUST-7',
      query: { updateOnly: ['true'] },
      body: {
        Last_Interaction_Summary__c: 'Technician visit agreed',
        Sentiment__c: -0.4,
        Segmentation_Tags__c: 'churn_risk;vip',
        Segments_Updated__c: at().toISOString(),
      },
    });
  });

  it('opens one session for many, and a new one after the first is over', async () => {
    const one = crm();
    await Promise.all([
      one.upsertSegments(segmentUpdate(), sending()),
      one.upsertSegments(segmentUpdate(), sending()),
    ]);
    fail({ kind: 'expired-token' }, 1);
    await one.upsertSegments(segmentUpdate(), sending());

    expect(paths().filter((path) => path.endsWith('/token'))).toHaveLength(2);
    expect(simulator.requests().map(({ answeredStatus }) => answeredStatus)).toEqual([
      200, 200, 200, 401, 200, 200,
    ]);
  });

  it.each(['This session is not valid for use with the REST API', 'Connected app is not attached to Agent'])(
    'does not log in again after a 401 that a new session would not mend: %s',
    async (message) => {
      fail({ kind: 'status', status: 401, body: [{ errorCode: 'INVALID_SESSION_ID', message }] });

      await expect(crm().upsertSegments(segmentUpdate(), sending())).rejects.toMatchObject({
        name: 'TransientError',
        reason: 'salesforce_unauthorized',
      });
      expect(paths()).toHaveLength(2);
    },
  );

  it('leaves a login that failed alone for a minute', async () => {
    clientSecret = 'wrong';
    const one = crm();
    const attempt = () => one.upsertSegments(segmentUpdate(), sending());
    await expect(attempt()).rejects.toMatchObject({ reason: 'salesforce_login_refused' });
    await expect(attempt()).rejects.toMatchObject({ reason: 'salesforce_login_refused' });
    expect(paths()).toHaveLength(1);

    clientSecret = 'right';
    clock.advance(MINUTE);
    expect(await attempt()).toBe('updated');
  });

  it.each([
    ['a lock', 'UNABLE_TO_LOCK_ROW'],
    ['another who creates the same contact', 'DUPLICATE_VALUE'],
  ])('asks again after %s', async (_, code) => {
    fail(error(400, code));

    await expect(crm().upsertSegments(segmentUpdate(), sending())).rejects.toMatchObject({
      name: 'TransientError',
      reason: 'salesforce_busy',
    });
  });

  it('writes nothing when several contacts have the id', async () => {
    fail({ kind: 'status', status: 300, body: ['/a', '/b'] });

    await expect(crm().upsertSegments(segmentUpdate(), sending())).rejects.toMatchObject({
      reason: 'salesforce_ambiguous',
    });
  });

  it('leaves the last fifth of the day to others', async () => {
    await simulator.stop();
    await start(81);
    const one = crm();
    await one.upsertSegments(segmentUpdate(), sending());

    await expect(one.upsertSegments(segmentUpdate(), sending())).rejects.toMatchObject({
      name: 'TransientError',
      reason: 'salesforce_quota',
      retryAfterMs: 15 * MINUTE,
    });
    clock.advance(15 * MINUTE);
    expect(await one.upsertSegments(segmentUpdate(), sending())).toBe('updated');
  });

  it('refuses an attribute that no field is named for', async () => {
    const update = segmentUpdate({ attributes: { sentiment: 1, surprise: 'x' } });

    await expect(crm().upsertSegments(update, sending())).rejects.toMatchObject({
      reason: 'unmapped_attribute',
    });
  });
});
