import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { genesysTelephony } from '../../functions/adapters/genesys.ts';
import { httpClient } from '../../functions/adapters/http.ts';
import { clientCredentialsTokens } from '../../functions/adapters/oauth.ts';
import type { Telephony } from '../../functions/ports/telephony.ts';
import { type GenesysSimulator, startGenesysSimulator } from '../../local/simulators/genesys.ts';
import { readContract } from '../../local/simulators/openapi.ts';
import { TUESDAY_10 } from '../support/builders.ts';
import { requestProblems } from '../support/contract.ts';
import { fakeTelephony } from '../support/fake-telephony.ts';

const PHONE = '+12025550111';
const LIST = 'list-1';
const now = () => new Date(TUESDAY_10);

let simulator: GenesysSimulator;
beforeEach(async () => {
  simulator = await startGenesysSimulator({
    clientId: 'local',
    clientSecret: 'local',
    queueIds: [],
    doNotCallListIds: [LIST],
    now,
  });
});
afterEach(() => simulator.stop());

function genesys(doNotCallListId?: string): Telephony {
  const http = httpClient(simulator.url);
  const credentials = { value: async () => ({ clientId: 'local', clientSecret: 'local' }) };
  const settings = { callerId: '+12025550100', queueIds: {}, requestMs: 5000, doNotCallListId };
  return genesysTelephony(http, clientCredentialsTokens(http, credentials, now), settings, now);
}

describe.each(['the fake', 'Genesys Cloud'])("the platform's do-not-call list on %s", (name) => {
  const fake = fakeTelephony(now);
  const subject = () =>
    name === 'the fake'
      ? { telephony: fake, numbers: () => [...fake.doNotCall.keys()] }
      : {
          telephony: genesys(LIST),
          numbers: () => simulator.doNotCall().map(({ phoneNumber }) => phoneNumber),
        };

  it('has a number once, however often it is put there, until it is taken off', async () => {
    const { telephony, numbers } = subject();

    await telephony.mirrorSuppression({ phoneE164: PHONE, listed: true });
    await telephony.mirrorSuppression({ phoneE164: PHONE, listed: true });
    expect(numbers()).toEqual([PHONE]);

    await telephony.mirrorSuppression({ phoneE164: PHONE, listed: false });
    await telephony.mirrorSuppression({ phoneE164: PHONE, listed: false });
    expect(numbers()).toEqual([]);
  });
});

describe('a number on a list of Genesys Cloud', () => {
  it.each([
    ['2026-01-31T10:00:00.000Z', '2026-01-31T10:00Z'],
    ['2026-01-31T10:00:00.001Z', '2026-01-31T10:01Z'],
  ])('that is suppressed until %s leaves it at %s, never before', async (until, expirationDateTime) => {
    await genesys(LIST).mirrorSuppression({ phoneE164: PHONE, listed: true, until: new Date(until) });

    expect(simulator.doNotCall()).toEqual([{ listId: LIST, phoneNumber: PHONE, expirationDateTime }]);
  });

  it('is put there and taken off as the contract says', async () => {
    const contract = readContract('genesys-cloud');

    await genesys(LIST).mirrorSuppression({ phoneE164: PHONE, listed: true, until: now() });
    await genesys(LIST).mirrorSuppression({ phoneE164: PHONE, listed: false });

    const requests = simulator.requests().filter(({ path }) => path !== '/oauth/token');
    expect(requests.map(({ method }) => method)).toEqual(['POST', 'PATCH']);
    expect(requests.flatMap((request) => requestProblems(contract, request))).toEqual([]);
  });

  it('is asked of nobody where the stage names no list', async () => {
    await genesys().mirrorSuppression({ phoneE164: PHONE, listed: true });

    expect(simulator.requests()).toEqual([]);
  });

  it.each([
    ['knows no such list', 'list-that-is-gone', undefined, 'do_not_call_list_unknown'],
    ['throttles', LIST, { kind: 'rate-limit', retryAfterSeconds: 5 }, 'genesys_throttled'],
    ['fails', LIST, { kind: 'status', status: 503 }, 'genesys_unavailable'],
  ] as const)('comes again when the platform %s', async (_, list, fault, reason) => {
    if (fault) simulator.setFaults([{ system: 'genesys', operation: 'appendDoNotCall', fault, times: 1 }]);

    const mirroring = genesys(list).mirrorSuppression({ phoneE164: PHONE, listed: true });

    await expect(mirroring).rejects.toMatchObject({ name: 'TransientError', reason });
  });
});
