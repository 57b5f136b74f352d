import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { httpClient } from '../../functions/adapters/http.ts';
import { restCrm } from '../../functions/adapters/rest-crm.ts';
import type { Crm } from '../../functions/ports/crm.ts';
import { type CrmSimulator, startCrmSimulator } from '../../local/simulators/crm.ts';
import type { Fault } from '../../local/simulators/faults.ts';
import { readContract } from '../../local/simulators/openapi.ts';
import { at, followUpTaskOf } from '../support/builders.ts';
import { requestProblems } from '../support/contract.ts';
import { CRM_RETRY_AFTER_MS, type CrmFault } from '../support/fake-crm.ts';
import { crmSuite, KNOWN, type Method } from './crm-suite.ts';

const PATHS = { customer: '/api/v1/customers/{customerId}', tasks: '/api/v1/tasks' };

describe('a REST CRM', () => {
  const contract = readContract('rest-crm');
  const asked: string[] = [];
  let simulator: CrmSimulator;
  let tokens: string[] = [];

  beforeAll(async () => {
    simulator = await startCrmSimulator({ token: 'right', customers: [KNOWN] });
  });
  beforeEach(async () => {
    await simulator.stop();
    simulator = await startCrmSimulator({ token: 'right', customers: [KNOWN] });
    tokens = ['right'];
    asked.length = 0;
  });
  afterAll(() => simulator.stop());

  const crm = (): Crm => {
    const token = {
      value: async (fresh = false) => {
        asked.push(fresh ? 'fresh' : 'kept');
        return { token: (fresh ? tokens.at(-1) : tokens[0]) ?? '' };
      },
    };
    return restCrm(httpClient(simulator.url), '', PATHS, token, () => at());
  };
  const FAULTS: Readonly<Record<CrmFault, Fault>> = {
    unavailable: { kind: 'status', status: 503 },
    throttled: { kind: 'rate-limit', retryAfterSeconds: CRM_RETRY_AFTER_MS / 1000 },
    refused: { kind: 'status', status: 422 },
    unreadable: { kind: 'body', status: 200, body: { id: 'another shape' } },
    lost_reply: { kind: 'status-after', status: 502 },
  };
  const fail = (method: Method, fault: Fault): void => {
    const operation = method === 'readCustomer' ? `GET ${PATHS.customer}` : `POST ${PATHS.tasks}`;
    simulator.setFaults([{ system: 'crm', operation, fault }]);
  };

  crmSuite(() => ({
    crm: crm(),
    fail: (method, fault) => fail(method, FAULTS[fault]),
    tasks: simulator.tasks,
  }));

  it('sends what the contract says', async () => {
    await crm().readCustomer(KNOWN.customerId);
    await crm().openFollowUp(followUpTaskOf());

    const problems = simulator.requests().flatMap((request) => requestProblems(contract, request));
    expect(simulator.requests()).toHaveLength(2);
    expect(problems).toEqual([]);
  });

  it.each<[string, Fault, string]>([
    ['500', { kind: 'status', status: 500 }, 'crm_unavailable'],
    ['408', { kind: 'status', status: 408 }, 'crm_unavailable'],
    ['a redirect', { kind: 'status', status: 302 }, 'crm_unavailable'],
    ['403', { kind: 'status', status: 403 }, 'crm_unauthorized'],
    ['a reset', { kind: 'reset' }, 'crm_unavailable'],
  ])('reading is transient after %s', async (_, fault, reason) => {
    fail('readCustomer', fault);

    await expect(crm().readCustomer(KNOWN.customerId)).rejects.toMatchObject({
      name: 'TransientError',
      reason,
    });
  });

  it('reading is transient after two seconds without an answer', async () => {
    fail('readCustomer', { kind: 'never-before' });
    const began = performance.now();

    await expect(crm().readCustomer(KNOWN.customerId)).rejects.toMatchObject({ reason: 'crm_unavailable' });

    expect(performance.now() - began).toBeLessThan(4000);
  });

  it('reading is transient while nothing listens', async () => {
    await simulator.pause();

    await expect(crm().readCustomer(KNOWN.customerId)).rejects.toMatchObject({ reason: 'crm_unavailable' });
  });

  it.each<[string, unknown]>([
    ['HTML', '<html></html>'],
    ['nothing', undefined],
    ['a list', []],
    ['a flag that is text', { ...KNOWN, doNotDisturb: 'no' }],
    ['no number', { ...KNOWN, phoneNumber: undefined }],
    ['another customer', { ...KNOWN, customerId: 'someone-else' }],
  ])('reading refuses %s for a customer', async (_, body) => {
    fail('readCustomer', { kind: 'body', status: 200, body });

    await expect(crm().readCustomer(KNOWN.customerId)).rejects.toMatchObject({ reason: 'crm_unreadable' });
  });

  it.each<[string, unknown]>([
    ['no id', { task: 'opened' }],
    ['an empty id', { id: '' }],
    ['HTML', '<html></html>'],
  ])('a task answered with %s is asked for again', async (_, body) => {
    fail('openFollowUp', { kind: 'body', status: 201, body });

    await expect(crm().openFollowUp(followUpTaskOf())).rejects.toMatchObject({
      name: 'TransientError',
      reason: 'crm_no_task_id',
    });
  });

  it('a task whose id is a number has that number as text', async () => {
    fail('openFollowUp', { kind: 'body', status: 201, body: { id: 42 } });

    expect(await crm().openFollowUp(followUpTaskOf())).toBe('42');
  });

  it('reads the secret again after a 401, and asks once more', async () => {
    tokens = ['old', 'right'];

    expect(await crm().readCustomer(KNOWN.customerId)).toEqual(KNOWN);
    expect(asked).toEqual(['kept', 'fresh']);
    expect(simulator.requests().map(({ answeredStatus }) => answeredStatus)).toEqual([401, 200]);
  });

  it('is transient when the secret read again is refused too', async () => {
    tokens = ['old', 'older'];

    await expect(crm().readCustomer(KNOWN.customerId)).rejects.toMatchObject({ reason: 'crm_unauthorized' });
    expect(simulator.requests()).toHaveLength(2);
  });

  it('names an id with every character a key may have', async () => {
    await crm().readCustomer(KNOWN.customerId);

    expect(simulator.requests()[0]?.path).toBe(PATHS.customer.replace('{customerId}', 'a.b%3Ac_d-e'));
  });
});
