import { createHash, generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chooseAgents } from '../../functions/adapters/choose-agents.ts';
import { signedJwt } from '../../functions/adapters/signed-jwt.ts';
import type { Agents } from '../../functions/ports/agents.ts';
import { TENANT } from '../../local/simulators/cxone-tokens.ts';
import { at, HOUR, TUESDAY_10 } from '../support/builders.ts';
import { type CxoneUnit, cxoneUnit } from '../support/cxone-unit.ts';

const { tenantId } = TENANT;
const PAGE = 'https://p.example/web/panel';
const VERIFIER = 'v'.repeat(43);

let unit: CxoneUnit;
let agents: Agents;

const agentsOf = (settings: object = {}): Agents =>
  chooseAgents(
    {
      platform: 'cxone',
      issuer: unit.simulator.url,
      clientId: 'panel',
      audience: 'panel',
      tenantId,
      ...settings,
    },
    unit.clock,
  );

beforeAll(async () => {
  unit = await cxoneUnit(TUESDAY_10, { skillIds: ['4001'] });
  agents = agentsOf();
});
afterAll(() => unit.simulator.stop());

/** Signs in as a browser does, and gives the code it is led back with. */
async function codeFor(clientId: string, page = PAGE): Promise<string> {
  const asked = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    scope: 'openid',
    redirect_uri: page,
    state: 's',
    code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const answer = await fetch(`${unit.simulator.url}/auth/authorize?${asked}`, { redirect: 'manual' });
  const led = new URL(answer.headers.get('location') ?? '');
  expect(led.searchParams.get('state')).toBe('s');
  return led.searchParams.get('code') ?? '';
}

describe('agents of NICE CXone', () => {
  it('are known by a code of our page, once, and by the token it gives from then on', async () => {
    const code = { code: await codeFor('panel'), verifier: VERIFIER, page: PAGE };

    const token = await agents.tokenFor(code);

    expect(await agents.isSignedIn(token ?? '')).toBe(true);
    expect(await agents.tokenFor(code)).toBeUndefined();
  });

  it.each([
    ['another application', 'other', VERIFIER, PAGE],
    ['whoever does not know the verifier', 'panel', 'w'.repeat(43), PAGE],
    ['another page', 'panel', VERIFIER, 'https://evil.example/'],
  ])('are not known by a code of %s', async (_, clientId, verifier, page) => {
    const code = await codeFor(clientId);

    expect(await agents.tokenFor({ code, verifier, page })).toBeUndefined();
  });

  it('of another tenant are nobody, though their sign-in is the same', async () => {
    const code = { code: await codeFor('panel'), verifier: VERIFIER, page: PAGE };

    expect(await agentsOf({ tenantId: 'another' }).tokenFor(code)).toBeUndefined();
  });

  it('are not known by a token that is forged, foreign or over', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const exp = Math.floor(at(HOUR).getTime() / 1000);
    const claims = { iss: unit.simulator.url, aud: 'panel', tenantId, exp };
    const [header = '', payload = ''] = unit.simulator.signIn('panel').split('.');
    const unsigned = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
    const tokens = {
      forged: signedJwt(claims, privateKey, 'default'),
      'of a key nobody publishes': signedJwt(claims, privateKey, 'other'),
      'without a signature': `${header}.${payload}.`,
      'that needs no signature': `${unsigned}.${payload}.`,
      'of another application': unit.simulator.signIn('other'),
      'that is none': 'token',
    };

    for (const [what, token] of Object.entries(tokens))
      expect([what, await agents.isSignedIn(token)]).toEqual([what, false]);
    const own = unit.simulator.signIn('panel');
    expect(await agents.isSignedIn(own)).toBe(true);
    unit.clock.advance(2 * HOUR);
    expect(await agents.isSignedIn(own)).toBe(false);
  });

  it('are asked for by requests of the contract, the keys once a minute at most', () => {
    const keys = unit.simulator.requests().filter(({ path }) => path.endsWith('/jwks'));

    expect(unit.problems()).toEqual([]);
    expect(keys.length).toBeLessThanOrEqual(3);
  });
});
