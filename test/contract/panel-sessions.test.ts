import { expect, it } from '@jest/globals';
import { dynamoPanelSessions } from '../../functions/adapters/dynamo-panel-sessions.ts';
import { memoryDynamo } from '../support/memory-dynamo.ts';

const now = new Date('2026-11-21T10:00:00.000Z');
const session = {
  customerId: 'CUST-1',
  alertKey: 'alert-1',
  className: 'default',
  reference: '7f3c9a1e5b2d4086a1c4e7f90b3d5a62',
  until: new Date(now.getTime() + 300_000),
};

const dynamo = memoryDynamo({ tables: { ledger: { partitionKey: 'pk' } } });
const sessions = dynamoPanelSessions(dynamo, 'ledger');

it('gives a session to who has its token, until it ends', async () => {
  await sessions.open('token-1', session);

  expect(await sessions.read('token-1', now)).toEqual(session);
  expect(await sessions.read('token-2', now)).toBeUndefined();
  expect(await sessions.read('', now)).toBeUndefined();
  expect(await sessions.read('token-1', session.until)).toBeUndefined();
});

it('keeps no token, and is forgotten when it has ended', async () => {
  await sessions.open('token-3', session);

  expect(JSON.stringify(dynamo.items('ledger'))).not.toContain('token-');
  expect(dynamo.items('ledger').map(({ expiresAt }) => expiresAt)).toContainEqual({
    N: String(session.until.getTime() / 1000),
  });
});
