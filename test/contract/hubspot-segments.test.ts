import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { httpClient } from '../../functions/adapters/http.ts';
import { untilMidnightMs } from '../../functions/adapters/hubspot-errors.ts';
import { hubspotSegments } from '../../functions/adapters/hubspot-segments.ts';
import type { Fault } from '../../local/simulators/faults.ts';
import { type HubspotSimulator, startHubspotSimulator } from '../../local/simulators/hubspot.ts';
import { readContract } from '../../local/simulators/openapi.ts';
import { at, HOUR } from '../support/builders.ts';
import { requestProblems } from '../support/contract.ts';
import { phoneOf, type SegmentFault, segmentSuite, segmentUpdate, sending } from './segment-suite.ts';

const SETTINGS = {
  kind: 'hubspot' as const,
  baseUrl: 'http://127.0.0.1',
  secretArn: 'arn',
  idProperty: 'contact_center_key',
  properties: {
    last_interaction_summary: 'last_interaction_summary',
    sentiment: 'sentiment',
    segmentation_tags: 'segmentation_tags',
    last_updated: 'segments_updated',
  },
  timeZone: 'America/New_York',
};
const limited = (policyName: string): Fault => ({
  kind: 'status',
  status: 429,
  body: { status: 'error', message: 'slow down', errorType: 'RATE_LIMIT', policyName },
});
const FAULTS: Readonly<Record<SegmentFault, Fault>> = {
  throttled: limited('TEN_SECONDLY_ROLLING'),
  refused: { kind: 'status', status: 400 },
  broken: { kind: 'status', status: 502 },
  silent: { kind: 'never' },
  reset: { kind: 'reset-after' },
  no_id: { kind: 'body', status: 200, body: { properties: {} } },
  forbidden: { kind: 'status', status: 403 },
};
const PATCH = 'PATCH /crm/objects/2026-03/contacts/{contactId}';
const UPDATE = 'POST /crm/objects/2026-03/contacts/batch/update';
const UPSERT = 'POST /crm/objects/2026-03/contacts/batch/upsert';

describe('segments in HubSpot', () => {
  const contract = readContract('hubspot');
  let simulator: HubspotSimulator;

  beforeEach(async () => {
    simulator = await startHubspotSimulator({ token: 'right', contacts: ['CUST-7'] });
  });
  afterEach(async () => {
    const problems = simulator.requests().flatMap((request) => requestProblems(contract, request));
    await simulator.stop();
    expect(problems).toEqual([]);
  });

  const crm = () =>
    hubspotSegments(httpClient(simulator.url), SETTINGS, { value: async () => ({ token: 'right' }) }, () =>
      at(),
    );

  segmentSuite(
    () => ({
      crm: crm(),
      fail: (fault) => simulator.setFaults([{ system: 'crm', operation: PATCH, fault: FAULTS[fault] }]),
      tagsOf: (id) => simulator.contact(id)?.segmentation_tags?.split(';').filter(Boolean),
      addresses: () => simulator.requests().map(({ path }) => path),
    }),
    {
      throttled: ['TransientError', 'hubspot_throttled'],
      refused: ['RejectedError', 'hubspot_refused'],
      broken: ['UnknownOutcomeError', 'hubspot_unavailable'],
      silent: ['UnknownOutcomeError', 'hubspot_no_answer'],
      reset: ['UnknownOutcomeError', 'hubspot_no_answer'],
      no_id: ['UnknownOutcomeError', 'hubspot_no_id'],
      forbidden: ['TransientError', 'hubspot_unauthorized'],
    },
  );

  describe('that knows contacts by their number', () => {
    beforeEach(async () => {
      await simulator.stop();
      simulator = await startHubspotSimulator({ token: 'right', contacts: [phoneOf('CUST-7')] });
    });

    segmentSuite(
      () => ({
        crm: crm(),
        fail: (fault) => simulator.setFaults([{ system: 'crm', operation: UPDATE, fault: FAULTS[fault] }]),
        tagsOf: (id) => simulator.contact(phoneOf(id))?.segmentation_tags?.split(';').filter(Boolean),
        addresses: () => simulator.requests().map(({ path }) => path),
      }),
      {
        throttled: ['TransientError', 'hubspot_throttled'],
        refused: ['RejectedError', 'hubspot_refused'],
        no_id: ['UnknownOutcomeError', 'hubspot_no_id'],
      },
      'phone',
    );

    it('is believed to know nobody only when it says so', async () => {
      const errors = [{ status: 'error', category: 'VALIDATION_ERROR', message: 'no' }];
      const body = { status: 'COMPLETE', results: [], numErrors: 1, errors };
      simulator.setFaults([{ system: 'crm', operation: UPDATE, fault: { kind: 'body', status: 207, body } }]);
      const knownAs = { by: 'phone', value: phoneOf('CUST-7') } as const;

      await expect(crm().upsertSegments(segmentUpdate({ knownAs }), sending())).rejects.toMatchObject({
        reason: 'hubspot_refused',
      });
    });
  });

  it('empties a property that has no value any more', async () => {
    await crm().upsertSegments(segmentUpdate({ attributes: { sentiment: null } }), sending());

    expect(simulator.contact('CUST-7')).toMatchObject({
      sentiment: '',
      segments_updated: at().toISOString(),
    });
  });

  it.each([
    ['SECONDLY', 1000],
    ['TEN_SECONDLY_ROLLING', 10_000],
    ['DAILY', 14 * HOUR],
  ])('waits as long as the limit %s lasts', async (policy, retryAfterMs) => {
    simulator.setFaults([{ system: 'crm', operation: PATCH, fault: limited(policy) }]);

    await expect(crm().upsertSegments(segmentUpdate(), sending())).rejects.toMatchObject({ retryAfterMs });
  });

  it('reads a batch item by item: 207 without a result is a refusal', async () => {
    const body = {
      status: 'COMPLETE',
      results: [],
      numErrors: 1,
      errors: [{ category: 'VALIDATION_ERROR' }],
    };
    simulator.setFaults([{ system: 'crm', operation: UPSERT, fault: { kind: 'body', status: 207, body } }]);

    const write = crm().upsertSegments(segmentUpdate(), sending({ mayCreate: true }));

    await expect(write).rejects.toMatchObject({ name: 'RejectedError', reason: 'hubspot_refused' });
  });

  it('knows when midnight is', () => {
    expect(untilMidnightMs(new Date('2025-11-18T23:30:00Z'), 'Europe/London')).toBe(HOUR / 2);
  });
});
