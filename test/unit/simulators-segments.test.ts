import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type SimulatedCrm, startCrmSimulator } from '../../local/simulators/crm.ts';

let simulator: SimulatedCrm;

beforeEach(async () => {
  const customers = [{ customerId: 'CUST-1', phoneNumber: '+442079460123', doNotDisturb: false }];
  simulator = await startCrmSimulator({ token: 'local', customers });
});
afterEach(() => simulator.stop());

const segments = (id: string, tags: readonly string[] = ['a']) => ({
  id,
  attributes: { last_interaction_summary: null, sentiment: null, segmentation_tags: tags },
  last_updated: '2025-11-18T15:00:00.000Z',
});

async function write(method: 'PUT' | 'POST', path: string, body: unknown, key = 'CUST-1#1'): Promise<number> {
  const answer = await fetch(`${simulator.url}/api/v1/customers${path}`, {
    method,
    headers: {
      authorization: 'Bearer local',
      'content-type': 'application/json',
      ...(key !== '' && { 'idempotency-key': key }),
    },
    body: JSON.stringify(body),
  });
  await answer.text();
  return answer.status;
}

describe('the segments of the simulated CRM', () => {
  it('are replaced whole, and counted once under one key', async () => {
    expect(await write('PUT', '/CUST-1', segments('CUST-1'))).toBe(200);
    expect(await write('PUT', '/CUST-1', segments('CUST-1'))).toBe(200);
    expect(simulator.customer('CUST-1')?.segments).toMatchObject({ writes: 1, idempotencyKey: 'CUST-1#1' });

    expect(await write('PUT', '/CUST-1', segments('CUST-1', []), 'CUST-1#2')).toBe(200);
    expect(simulator.customer('CUST-1')?.segments).toMatchObject({
      writes: 2,
      attributes: { segmentation_tags: [] },
    });
  });

  it('are refused when another body comes under a key', async () => {
    await write('PUT', '/CUST-1', segments('CUST-1'));

    expect(await write('PUT', '/CUST-1', segments('CUST-1', ['b']))).toBe(422);
  });

  it('belong to a customer: 404 for none, 201 for a new one, 409 for one that is there', async () => {
    expect(await write('PUT', '/CUST-2', segments('CUST-2'), 'CUST-2#1')).toBe(404);
    expect(await write('POST', '', segments('CUST-2'), 'CUST-2#1')).toBe(201);
    expect(await write('POST', '', segments('CUST-2'), 'CUST-2#1')).toBe(409);
    simulator.removeCustomer('CUST-2');
    expect(simulator.customer('CUST-2')).toBeUndefined();
  });

  it.each([
    ['no key', segments('CUST-1'), ''],
    ['a tag twice', segments('CUST-1', ['a', 'a']), 'CUST-1#1'],
    ['an unknown field', { ...segments('CUST-1'), transcript: 'x' }, 'CUST-1#1'],
  ])('are refused with %s', async (_, body, key) => {
    expect(await write('PUT', '/CUST-1', body, key)).toBe(400);
  });
});
