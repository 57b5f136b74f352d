import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { genesysRequests } from '../../functions/adapters/genesys-requests.ts';
import { genesysTrunks } from '../../functions/adapters/genesys-trunks.ts';
import { httpClient } from '../../functions/adapters/http.ts';
import { clientCredentialsTokens } from '../../functions/adapters/oauth.ts';
import type { TrunkObserver, TrunkSeen } from '../../functions/ports/trunk-observer.ts';
import { type GenesysSimulator, startGenesysSimulator } from '../../local/simulators/genesys.ts';
import { readContract } from '../../local/simulators/openapi.ts';
import { requestProblems } from '../support/contract.ts';
import { fakeTrunkObserver } from '../support/fake-trunk-observer.ts';

interface Subject {
  readonly observer: TrunkObserver;
  put(trunk: TrunkSeen): void;
  fail(): void;
}

const byId = (seen: readonly TrunkSeen[]) => [...seen].sort((one, other) => one.id.localeCompare(other.id));

/** The contract of the port, for the fake and for every adapter. */
function trunkObserverSuite(subject: () => Subject): void {
  it('tells of each trunk whether it is down, its name and its edge', async () => {
    const trunks = [
      { id: 'trunk-1', name: 'Carrier A', edgeId: 'edge-1', down: true },
      { id: 'trunk-2', name: 'Carrier B', edgeId: 'edge-1', down: false },
    ];
    for (const trunk of trunks) subject().put(trunk);

    expect(byId(await subject().observer.trunks())).toEqual(trunks);
  });

  it('tells of none where there is none', async () => {
    expect(await subject().observer.trunks()).toEqual([]);
  });

  it('says when the platform cannot be asked now', async () => {
    subject().fail();

    await expect(subject().observer.trunks()).rejects.toMatchObject({ name: 'TransientError' });
  });
}

describe('the fake', () => {
  let observer = fakeTrunkObserver();
  beforeEach(() => {
    observer = fakeTrunkObserver();
  });
  trunkObserverSuite(() => ({ observer, put: observer.put, fail: () => observer.fail(1) }));
});

describe('Genesys Cloud', () => {
  let simulator: GenesysSimulator;
  let observer: TrunkObserver;

  beforeEach(async () => {
    simulator = await startGenesysSimulator({ clientId: 'local', clientSecret: 'local', queueIds: [] });
    const now = () => new Date();
    const http = httpClient(simulator.url);
    const credentials = { value: async () => ({ clientId: 'local', clientSecret: 'local' }) };
    const tokens = clientCredentialsTokens(http, credentials, now);
    observer = genesysTrunks(genesysRequests(http, tokens, 5000, now));
  });
  afterEach(() => simulator.stop());

  const answer = (body: unknown) =>
    simulator.setFaults([
      { system: 'genesys', operation: 'listTrunks', fault: { kind: 'body', status: 200, body }, times: 1 },
    ]);
  const looked = () => simulator.requests().filter(({ path }) => path.includes('/trunks'));

  trunkObserverSuite(() => ({
    observer,
    put: ({ id, name = 'Carrier', edgeId, down }) =>
      simulator.putTrunk(id, { name, connected: !down, ...(edgeId !== undefined && { edgeId }) }),
    fail: () =>
      simulator.setFaults([
        { system: 'genesys', operation: 'listTrunks', fault: { kind: 'status', status: 503 } },
      ]),
  }));

  it('is asked as its contract says, once for each hundred trunks to carriers', async () => {
    for (let nth = 0; nth < 201; nth++) simulator.putTrunk(`trunk-${nth}`, {});
    simulator.putTrunk('phones', { trunkType: 'PHONE', connected: false });

    const seen = await observer.trunks();

    expect(new Set(seen.map(({ id }) => id)).size).toBe(201);
    expect(looked()).toHaveLength(3);
    const contract = readContract('genesys-cloud');
    expect(looked().flatMap((request) => requestProblems(contract, request))).toEqual([]);
  });

  it.each([
    ['connected, but no proxy answers its OPTIONS', { options: [false, false] }, true],
    ['connected, and one proxy of two answers', { options: [false, true] }, false],
    ['not connected', { connected: false }, true],
    ['switched off by people', { connected: false, enabled: false }, false],
    ['deleted', { connected: false, state: 'deleted' as const }, false],
  ])('a trunk that is %s', async (_what, trunk, down) => {
    simulator.putTrunk('trunk-1', trunk);

    expect(await observer.trunks()).toMatchObject([{ id: 'trunk-1', down }]);
  });

  it('saying nothing of a trunk leaves it unknown', async () => {
    simulator.putTrunk('trunk-1', { connected: null });

    expect(await observer.trunks()).toEqual([]);
  });

  it.each([
    ['an answer in another shape', { entities: [{ name: 'no id' }] }],
    ['more pages than anybody has trunks', { entities: [], pageCount: 1_000_000 }],
    ['a page, not a list', '<html>maintenance</html>'],
  ])('is asked again later after %s', async (_what, body) => {
    answer(body);

    await expect(observer.trunks()).rejects.toMatchObject({ reason: 'genesys_unreadable' });
    expect(looked()).toHaveLength(1);
  });

  it.each([
    [400, { name: 'RejectedError', reason: 'genesys_refused' }],
    [403, { name: 'TransientError', reason: 'genesys_unauthorized' }],
    [429, { name: 'TransientError', reason: 'genesys_throttled' }],
  ])('that answers %i means what it means everywhere', async (status, wanted) => {
    simulator.setFaults([{ system: 'genesys', operation: 'listTrunks', fault: { kind: 'status', status } }]);

    await expect(observer.trunks()).rejects.toMatchObject(wanted);
  });
});
