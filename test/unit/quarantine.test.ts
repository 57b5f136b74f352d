import { describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { AlertRequest, admitRequest } from '../../functions/admission/admit-request.ts';
import { quarantine } from '../../functions/runtime/quarantine.ts';
import { strictJson } from '../../functions/runtime/strict-json.ts';
import { at, sensorAlert } from '../support/builders.ts';
import { fakeArchive } from '../support/fake-archive.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { SPELLING_NAMES, spelled } from '../support/planted-people.ts';
import { tracesIn } from '../support/planted-traces.ts';
import { alertWorld } from '../support/world.ts';

function kept() {
  const archive = fakeArchive();
  const copies: { readonly key: string }[] = [];
  const ledger = { quarantine: async (copy: { readonly key: string }) => void copies.push(copy) };
  return { archive, copies, ports: { archive, ledger, clock: fakeClock(at().toISOString()) } };
}

describe('an element in which something hides', () => {
  it('is filed under its own key, masked, and its neighbour is admitted', async () => {
    const world = alertWorld();
    const text = `[{"idempotencyKey":"twice-1","sensorId":"S-1","sensorId":"+12025550187"},${JSON.stringify(sensorAlert())}]`;
    const quarantineElement = (element: string, edgeId: string, reason: string) =>
      quarantine(element, { edgeId }, reason, world.ports);

    const outcomes = await admitRequest(
      z.parse(AlertRequest, strictJson(text)),
      { edgeId: 'edge-1', receiveCount: 1 },
      { ...world.ports, tally: { count: async () => undefined }, quarantineElement },
      world.rules,
    );

    expect(outcomes).toMatchObject([
      { outcome: 'quarantined', reason: 'malformed: sensorId (a name twice)' },
      { outcome: 'admitted', key: 'alert-1' },
    ]);
    expect(await world.story('twice-1')).toMatchObject({ outcome: 'quarantined' });
    const [[id, masked] = ['', '']] = world.archive.quarantined;
    expect(id).toMatch(/^twice-1\//);
    expect(JSON.parse(masked).body).toEqual({ idempotencyKey: 'twice-1', sensorId: '<text of 12>' });
  });
});

describe('what cannot be used', () => {
  it.each(['12025550187', '1-202-555-0187', '4111111111111111', 'KzEyMDI1NTUwMTg3'])(
    'under the key %s is filed under its request, for the key would name the file',
    async (idempotencyKey) => {
      const { archive, copies, ports } = kept();

      await quarantine(JSON.stringify({ idempotencyKey }), { edgeId: 'edge-1' }, 'malformed', ports);

      expect(copies).toMatchObject([{ key: 'edge-1' }]);
      expect([...archive.quarantined.keys()][0]).toMatch(/^edge-1\//);
    },
  );

  it("under the guide's key is filed under it", async () => {
    const { copies, ports } = kept();

    await quarantine('{"idempotencyKey":"sensor-evt-89234-1715629384"}', { edgeId: 'edge-1' }, 'x', ports);

    expect(copies).toMatchObject([{ key: 'sensor-evt-89234-1715629384' }]);
  });

  it('twice is the same copy', async () => {
    const { archive, copies, ports } = kept();

    await quarantine('{', { edgeId: 'edge-1' }, 'malformed', ports);
    await quarantine('{', { edgeId: 'edge-1' }, 'malformed', ports);

    expect(archive.quarantined.size).toBe(1);
    expect(copies[0]).toEqual(copies[1]);
  });

  it.each(SPELLING_NAMES)(
    'leaves no trace of people spelled %s in file, name or record',
    async (spelling) => {
      const { archive, copies, ports } = kept();
      const { name: _, ...words } = spelled(spelling);

      for (const word of Object.values(words)) {
        const body = { idempotencyKey: word, sensorId: word, [word]: { customerId: word, note: [word] } };
        await quarantine(JSON.stringify(body), { edgeId: 'edge-1' }, 'malformed', ports);
        await quarantine(word, { edgeId: 'edge-1' }, 'malformed', ports);
      }

      expect(tracesIn(JSON.stringify([...archive.quarantined, ...copies]))).toEqual([]);
    },
  );
});
