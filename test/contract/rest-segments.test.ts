import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { httpClient } from '../../functions/adapters/http.ts';
import { restSegments } from '../../functions/adapters/rest-segments.ts';
import { TransientError } from '../../functions/errors.ts';
import { REST_SEGMENT_PATHS } from '../../lib/segmentation-settings.ts';
import { type SimulatedCrm, startCrmSimulator } from '../../local/simulators/crm.ts';
import type { Fault } from '../../local/simulators/faults.ts';
import { readContract } from '../../local/simulators/openapi.ts';
import { at, customer } from '../support/builders.ts';
import { requestProblems } from '../support/contract.ts';
import { phoneOf, type SegmentFault, segmentSuite, segmentUpdate, sending } from './segment-suite.ts';

const FAULTS: Readonly<Record<SegmentFault, Fault>> = {
  throttled: { kind: 'rate-limit', retryAfterSeconds: 7 },
  refused: { kind: 'status', status: 422 },
  broken: { kind: 'status', status: 503 },
  silent: { kind: 'never' },
  reset: { kind: 'reset-after' },
  no_id: { kind: 'body', status: 200, body: { ok: true } },
  forbidden: { kind: 'status', status: 403 },
};
const PUT = `PUT ${REST_SEGMENT_PATHS.customer}`;
const LOOKUP = `POST ${REST_SEGMENT_PATHS.lookup}`;

describe('segments in a REST CRM', () => {
  const contract = readContract('rest-crm');
  let simulator: SimulatedCrm;
  let token = async (): Promise<{ token: string }> => ({ token: 'right' });

  beforeEach(async () => {
    token = async () => ({ token: 'right' });
    simulator = await startCrmSimulator({ token: 'right', customers: [customer({ customerId: 'CUST-7' })] });
  });
  afterEach(async () => {
    const problems = simulator.requests().flatMap((request) => requestProblems(contract, request));
    await simulator.stop();
    expect(problems).toEqual([]);
  });

  const crm = () =>
    restSegments(httpClient(simulator.url), '', REST_SEGMENT_PATHS, { value: () => token() }, () => at());
  const segmentsOf = (id: string) => simulator.customer(id)?.segments;

  segmentSuite(
    () => ({
      crm: crm(),
      fail: (fault) => simulator.setFaults([{ system: 'crm', operation: PUT, fault: FAULTS[fault] }]),
      tagsOf: (id) => segmentsOf(id)?.attributes.segmentation_tags as string[] | undefined,
      addresses: () => simulator.requests().map(({ path }) => path),
    }),
    {
      throttled: ['TransientError', 'crm_throttled'],
      refused: ['RejectedError', 'crm_refused'],
      broken: ['UnknownOutcomeError', 'crm_unavailable'],
      silent: ['UnknownOutcomeError', 'crm_no_answer'],
      reset: ['UnknownOutcomeError', 'crm_no_answer'],
      no_id: ['UnknownOutcomeError', 'crm_no_customer_id'],
      forbidden: ['TransientError', 'crm_unauthorized'],
    },
  );

  describe('that knows customers by their number', () => {
    beforeEach(() => {
      simulator.putCustomer(customer({ customerId: 'CUST-7', phoneNumber: phoneOf('CUST-7') }));
    });

    segmentSuite(
      () => ({
        crm: crm(),
        fail: (fault) => simulator.setFaults([{ system: 'crm', operation: LOOKUP, fault: FAULTS[fault] }]),
        tagsOf: (id) => segmentsOf(id)?.attributes.segmentation_tags as string[] | undefined,
        addresses: () => simulator.requests().map(({ path }) => path),
      }),
      {
        throttled: ['TransientError', 'crm_throttled'],
        refused: ['RejectedError', 'crm_refused'],
        no_id: ['UnknownOutcomeError', 'crm_no_customer_id'],
      },
      'phone',
    );

    it('is asked for the number in the body, and written by the id it tells', async () => {
      const knownAs = { by: 'phone', value: phoneOf('CUST-7') } as const;
      await crm().upsertSegments(segmentUpdate({ knownAs }), sending());

      const [lookup, put] = simulator.requests();
      expect(lookup).toMatchObject({ path: REST_SEGMENT_PATHS.lookup, body: { phone: '+12025550142' } });
      expect(put).toMatchObject({ path: '/api/v1/customers/CUST-7', body: { id: 'CUST-7' } });
    });

    it('refuses a number that several customers have, and writes to none of them', async () => {
      simulator.putCustomer(customer({ customerId: 'CUST-6', phoneNumber: phoneOf('CUST-7') }));
      const knownAs = { by: 'phone', value: phoneOf('CUST-7') } as const;

      await expect(crm().upsertSegments(segmentUpdate({ knownAs }), sending())).rejects.toMatchObject({
        name: 'RejectedError',
      });
      expect([segmentsOf('CUST-6'), segmentsOf('CUST-7')]).toEqual([undefined, undefined]);
    });

    it('is asked for an e-mail address in the body, too', async () => {
      const email = 'robin.example@example.com';
      simulator.putCustomer(customer({ customerId: 'CUST-7', fields: { email } }));
      const knownAs = { by: 'email', value: email } as const;

      expect(await crm().upsertSegments(segmentUpdate({ knownAs }), sending())).toBe('updated');
      expect(simulator.requests()[0]).toMatchObject({ body: { email } });
    });
  });

  it('sends the payload of the guide under the key of its sequence', async () => {
    await crm().upsertSegments(segmentUpdate(), sending());

    const [request] = simulator.requests();
    expect(request).toMatchObject({
      method: 'PUT',
      path: '/api/v1/customers/CUST-7',
      headers: { 'idempotency-key': 'CUST-7#1' },
      body: {
        id: 'CUST-7',
        attributes: {
          last_interaction_summary: 'Technician visit agreed',
          sentiment: -0.4,
          segmentation_tags: ['churn_risk', 'vip'],
        },
        last_updated: at().toISOString(),
      },
    });
  });

  it('says how long a throttling CRM wants to be left alone', async () => {
    simulator.setFaults([{ system: 'crm', operation: PUT, fault: FAULTS.throttled }]);

    await expect(crm().upsertSegments(segmentUpdate(), sending())).rejects.toMatchObject({
      retryAfterMs: 7000,
    });
  });

  it('reads the secret once more after a 401, and sends once more', async () => {
    let asked = 0;
    token = async () => ({ token: ++asked === 1 ? 'old' : 'right' });

    expect(await crm().upsertSegments(segmentUpdate(), sending())).toBe('updated');
    expect(simulator.requests().map(({ answeredStatus }) => answeredStatus)).toEqual([401, 200]);
  });

  it('waits for a secret that is missing, and sends nothing', async () => {
    token = async () => {
      throw new TransientError('secret_missing', 'there is none');
    };

    await expect(crm().upsertSegments(segmentUpdate(), sending())).rejects.toMatchObject({
      reason: 'secret_missing',
    });
    expect(simulator.requests()).toEqual([]);
  });

  it('is sure that nothing was written when nobody listens', async () => {
    await simulator.pause();

    await expect(crm().upsertSegments(segmentUpdate(), sending())).rejects.toMatchObject({
      name: 'TransientError',
      reason: 'crm_unavailable',
    });
  });
});
