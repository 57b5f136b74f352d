import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { type SimulatedCrm, startCrmSimulator } from '../../local/simulators/crm.ts';
import { readContract } from '../../local/simulators/openapi.ts';
import { requestProblems } from '../support/contract.ts';

const customer = {
  customerId: 'CUST-1',
  phoneNumber: '+442079460123',
  timeZone: 'Europe/London',
  doNotDisturb: false,
  accountTier: 'gold',
  fields: { boiler: 'B-7' },
};
const TaskId = z.strictObject({ id: z.string() });
const task = {
  externalId: 'follow-up-1',
  customerId: 'CUST-1',
  subject: 'Call back',
  description: 'The window was closed.',
  dueDate: '2025-11-24',
  priority: 'normal',
};

let simulator: SimulatedCrm;

beforeEach(async () => {
  simulator = await startCrmSimulator({ token: 'local', customers: [customer] });
});

afterEach(() => simulator.stop());

function read(customerId: string, token = 'local') {
  return fetch(`${simulator.url}/api/v1/customers/${customerId}`, {
    headers: { authorization: `Bearer ${token}` },
  });
}

function openTask(body: unknown) {
  return fetch(`${simulator.url}/api/v1/tasks`, {
    method: 'POST',
    headers: { authorization: 'Bearer local', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

function putNote(taskId: string, noteId: string, body: unknown) {
  return fetch(`${simulator.url}/api/v1/tasks/${taskId}/notes/${noteId}`, {
    method: 'PUT',
    headers: { authorization: 'Bearer local', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

describe('customers', () => {
  it('reads a known customer', async () => {
    const response = await read('CUST-1');

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(customer);
  });

  it('answers 404 for a customer it does not know', async () => {
    const response = await read('CUST-2');

    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ error: 'unknown customer' });
  });

  it('serves a customer changed at run time', async () => {
    simulator.putCustomer({ ...customer, doNotDisturb: true });

    const response = await read('CUST-1');

    expect(await response.json()).toMatchObject({ doNotDisturb: true });
  });

  it('takes no malformed customer', () => {
    expect(() => simulator.putCustomer({ ...customer, customerId: 'a b' })).toThrow(/customerId/);
  });

  it('refuses a wrong token and a malformed id', async () => {
    const statuses = [(await read('CUST-1', 'wrong')).status, (await read('a%20b')).status];

    expect(statuses).toEqual([401, 400]);
  });
});

describe('tasks', () => {
  it('opens one task however often its externalId is posted', async () => {
    const first = await openTask(task);
    const second = await openTask({ ...task, subject: 'Another subject' });
    const other = await openTask({ ...task, externalId: 'follow-up-2' });

    const answers = await Promise.all([first.json(), second.json(), other.json()]);
    const ids = answers.map((answer) => TaskId.parse(answer));
    expect([first.status, second.status, other.status]).toEqual([201, 200, 201]);
    expect(ids[1]).toEqual(ids[0]);
    expect(ids[2]).not.toEqual(ids[0]);
    expect(simulator.tasks()).toEqual([
      { ...task, ...ids[0] },
      { ...task, externalId: 'follow-up-2', ...ids[2] },
    ]);
  });

  it.each([
    ['an unknown property', { ...task, owner: 'x' }, 'owner'],
    ['an impossible date', { ...task, dueDate: '2025-02-30' }, 'dueDate'],
    ['an unknown priority', { ...task, priority: 'urgent' }, 'priority'],
    ['a missing subject', { ...task, subject: undefined }, 'subject'],
  ])('refuses %s and names it', async (_, body, field) => {
    const response = await openTask(body);

    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ error: expect.stringContaining(field) });
    expect(simulator.tasks()).toEqual([]);
  });
});

describe('notes', () => {
  it('keeps one of each id, the newest text counting', async () => {
    const { id } = TaskId.parse(await (await openTask(task)).json());

    const answers = [
      await putNote(id, 'note-1', { text: 'It rang.' }),
      await putNote(id, 'note-1', { text: 'It rang twice.' }),
      await putNote(id, 'note-2', { text: 'Done.' }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([201, 200, 201]);
    expect(await answers[0]?.json()).toEqual({ id: 'note-1' });
    expect(simulator.tasks()[0]?.notes).toEqual([
      { id: 'note-1', text: 'It rang twice.' },
      { id: 'note-2', text: 'Done.' },
    ]);
  });

  it.each<[string, () => Promise<Response>, number]>([
    ['to a task it does not know', () => putNote('nowhere', 'note-1', { text: 'It rang.' }), 404],
    ['without a text', () => putNote('task-1', 'note-1', {}), 400],
    ['with more than a text', () => putNote('task-1', 'note-1', { text: 'x', by: 'y' }), 400],
    ['under an id with other characters', () => putNote('task-1', 'a.b', { text: 'x' }), 400],
  ])('refuses one %s', async (_, put, status) => {
    await openTask(task);

    expect((await put()).status).toBe(status);
  });
});

it('records requests that keep the contract', async () => {
  await read('CUST-1');
  await openTask(task);

  const requests = simulator.requests();

  expect(requests.map((request) => request.answeredStatus)).toEqual([200, 201]);
  expect(requests.flatMap((request) => requestProblems(readContract('rest-crm'), request))).toEqual([]);
});
