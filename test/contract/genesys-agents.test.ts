import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { genesysAgents } from '../../functions/adapters/genesys-agents.ts';
import { httpClient } from '../../functions/adapters/http.ts';
import { TransientError } from '../../functions/errors.ts';
import type { Agents } from '../../functions/ports/agents.ts';
import type { Fault } from '../../local/simulators/faults.ts';
import { type GenesysSimulator, startGenesysSimulator } from '../../local/simulators/genesys.ts';

let genesys: GenesysSimulator;
let agents: Agents;
let now = new Date();

beforeAll(async () => {
  genesys = await startGenesysSimulator({
    clientId: 'own',
    clientSecret: 'secret',
    queueIds: [],
    tokenValiditySeconds: 600,
    now: () => now,
  });
  agents = genesysAgents(httpClient(genesys.url), 'panel', () => now);
});
beforeEach(() => {
  now = new Date();
  genesys.setFaults([]);
});
afterAll(() => genesys?.stop());

const failing = (fault: Fault): void =>
  genesys.setFaults([{ system: 'genesys', operation: 'readToken', fault }]);

it('knows an agent who has signed in under our client', async () => {
  expect(await agents.isSignedIn(genesys.signIn('panel'))).toBe(true);
});

it('knows nobody by a token of another application, a forged or an expired one', async () => {
  const expired = genesys.signIn('panel');
  now = new Date(now.getTime() + 601_000);

  expect(await agents.isSignedIn(genesys.signIn('another'))).toBe(false);
  expect(await agents.isSignedIn('forged')).toBe(false);
  expect(await agents.isSignedIn(expired)).toBe(false);
});

it.each<[string, Fault]>([
  ['fails', { kind: 'status', status: 503 }],
  ['asks to slow down', { kind: 'rate-limit', retryAfterSeconds: 5 }],
  ['breaks the connection', { kind: 'reset' }],
  ['answers what cannot be read', { kind: 'body', status: 200, body: 'no JSON' }],
])('cannot tell while the platform %s', async (_what, fault) => {
  failing(fault);

  await expect(agents.isSignedIn(genesys.signIn('panel'))).rejects.toBeInstanceOf(TransientError);
});
