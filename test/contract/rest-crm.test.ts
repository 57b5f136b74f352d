import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { httpClient } from '../../functions/adapters/http.ts';
import { restCrm } from '../../functions/adapters/rest-crm.ts';
import type { Crm } from '../../functions/ports/crm.ts';
import { type SimulatedCrm, startCrmSimulator } from '../../local/simulators/crm.ts';
import type { Fault } from '../../local/simulators/faults.ts';
import { readContract } from '../../local/simulators/openapi.ts';
import { at, followUpTaskOf } from '../support/builders.ts';
import { requestProblems } from '../support/contract.ts';
import { CRM_RETRY_AFTER_MS, type CrmFault } from '../support/fake-crm.ts';
import { crmSuite, KNOWN, type Method } from './crm-suite.ts';

const PATHS = {
  customer: '/api/v1/customers/{customerId}',
  tasks: '/api/v1/tasks',
  notes: '/api/v1/tasks/{taskId}/notes/{noteId}',
};

describe('a REST CRM', () => {
  const contract = readContract('rest-crm');
  const asked: string[] = [];
  let simulator: SimulatedCrm;
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
    const operations = { readCustomer: 'readCustomer', openFollowUp: 'openTask', addNote: 'putNote' };
    simulator.setFaults([{ system: 'crm', operation: operations[method], fault }]);
  };

  crmSuite(() => ({
    crm: crm(),
    fail: (method, fault) => fail(method, FAULTS[fault]),
    mend: () => simulator.setFaults([]),
    tasks: simulator.tasks,
    notes: () => simulator.tasks().flatMap(({ notes = [] }) => notes),
  }));

  it('sends what the contract says', async () => {
    await crm().readCustomer(KNOWN.customerId);
    await crm().addNote(await crm().openFollowUp(followUpTaskOf()), { id: 'note-1', text: 'It rang.' });

    const problems = simulator.requests().flatMap((request) => requestProblems(contract, request));
    expect(simulator.requests()).toHaveLength(3);
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
    ['an id of 129 characters', { id: 'x'.repeat(129) }],
    ['an id with a line in it', { id: 'task\n1' }],
    ['an id beyond ASCII', { id: 'täsk-1' }],
    ['a fraction for an id', { id: 1.5 }],
    ['a number too large to be exact', { id: 2 ** 53 }],
    ['HTML', '<html></html>'],
  ])('a task answered with %s is asked for again', async (_, body) => {
    fail('openFollowUp', { kind: 'body', status: 201, body });

    await expect(crm().openFollowUp(followUpTaskOf())).rejects.toMatchObject({
      name: 'TransientError',
      reason: 'crm_no_id',
    });
  });

  it('a task whose id is a number has that number as text', async () => {
    fail('openFollowUp', { kind: 'body', status: 201, body: { id: 42 } });

    expect(await crm().openFollowUp(followUpTaskOf())).toBe('42');
  });

  it('a note answered without an id is asked for again', async () => {
    const taskId = await crm().openFollowUp(followUpTaskOf());
    fail('addNote', { kind: 'body', status: 200, body: {} });

    await expect(crm().addNote(taskId, { id: 'note-1', text: 'It rang.' })).rejects.toMatchObject({
      name: 'TransientError',
      reason: 'crm_no_id',
    });
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
