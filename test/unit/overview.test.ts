import { describe, expect, it } from '@jest/globals';
import { overviewOf, type Seen } from '../../functions/overview/overview.ts';
import { readView } from '../../functions/overview/read-overview.ts';
import { UNUSED } from '../../functions/runtime/pacing.ts';
import { alertRecord, at, HOUR, MINUTE, SECOND } from '../support/builders.ts';

const NOW = at(10 * MINUTE);
const RULES = {
  maxAgeMs: 4 * HOUR,
  occupancy: { slowPercent: 80, stopPercent: 90, freePercent: 75, maxAgeMs: MINUTE },
};

const seen = (fields: Partial<Seen> = {}): Seen => ({
  now: NOW,
  since: at(),
  tally: { ended: {}, open: [], more: false },
  strayed: 0,
  latest: [],
  alerts: [],
  more: false,
  stop: undefined,
  queues: [],
  budgets: [],
  occupancy: [],
  ...fields,
});
const budget = (state: Seen['budgets'][number]['state']) =>
  overviewOf(seen({ budgets: [{ destination: 'telephony', requestsPerMinute: 240, state }] }), RULES)
    .budgets[0];

describe('the overview', () => {
  it('tells of each lane how many are in flight and since when the oldest is', () => {
    const alerts = [
      alertRecord({ key: 'b', severity: 'critical', admittedAt: at(5 * MINUTE) }),
      alertRecord({ key: 'a', severity: 'critical', admittedAt: at(MINUTE) }),
    ];

    const { lanes, inFlight, alerts: listed } = overviewOf(seen({ alerts }), RULES);

    expect(lanes).toEqual([
      { lane: 'critical', inFlight: 2, oldestAt: at(MINUTE).toISOString() },
      { lane: 'standard', inFlight: 0, oldestAt: null },
    ]);
    expect(inFlight).toEqual({ [alertRecord().state]: 2 });
    expect(listed.map(({ key }) => key)).toEqual(['a', 'b']);
  });

  it('counts those that should have ended long ago', () => {
    const old = { admittedAt: at(-5 * HOUR), raisedAt: at(-6 * HOUR) };

    expect(overviewOf(seen({ alerts: [alertRecord(), alertRecord(old)] }), RULES).unaccounted).toBe(1);
  });

  it('tells how alerts ended: a call that may have been made is uncertain, though it is in flight', () => {
    const tally = { ended: { placed: 5, quarantined: 2 }, open: ['a', 'b'], more: false };
    const alerts = [alertRecord({ key: 'a', state: 'UNCERTAIN', admittedAt: at(MINUTE) })];

    const told = overviewOf(seen({ tally, alerts }), RULES);

    expect(told.outcomes).toEqual({ placed: 5, quarantined: 2, uncertain: 1, in_flight: 1 });
    expect(told.conservation).toMatchObject({
      accepted: 9,
      ended: 5,
      quarantined: 2,
      inFlight: 2,
      missing: 0,
    });
  });

  it('tells how far a budget is drawn on, this minute and in the last', () => {
    const minute = Math.floor(NOW.getTime() / MINUTE);
    const counts = { minute, slots: 7, holds: 0, last: { slots: 30, holds: 1 } };

    expect(budget({ ...UNUSED, counts })).toMatchObject({ thisMinute: 7, lastMinute: 30, heldUntil: null });
    expect(budget(undefined)).toMatchObject({ thisMinute: 0, lastMinute: 0, breaker: 'closed' });
  });

  it('tells until when a destination holds everybody, and nothing of holds that are over', () => {
    const until = new Date(NOW.getTime() + 15 * SECOND);

    expect(budget({ ...UNUSED, notBefore: until.getTime() })?.heldUntil).toBe(until.toISOString());
    expect(budget({ ...UNUSED, notBefore: NOW.getTime() - 1 })?.heldUntil).toBeNull();
  });

  it('tells of an open breaker when it is tried again', () => {
    const until = NOW.getTime() + 20 * SECOND;

    expect(budget({ ...UNUSED, breaker: { kind: 'open', until, opened: 1 } })).toMatchObject({
      breaker: 'open',
      breakerUntil: new Date(until).toISOString(),
    });
  });

  it('takes a routing queue nobody has looked at for busy', () => {
    const { occupancy } = overviewOf(
      seen({ occupancy: [{ routingQueue: 'field', reading: undefined }] }),
      RULES,
    );

    expect(occupancy).toEqual([{ routingQueue: 'field', percent: null, throttle: 'stopped', readAt: null }]);
  });

  it('says who stopped dialing and why', () => {
    const stop = { since: at(), by: 'operations', reason: 'wrong script' };

    expect(overviewOf(seen({ stop }), RULES).dialingStopped).toEqual({
      since: at().toISOString(),
      by: 'operations',
      reason: 'wrong script',
    });
  });

  it('is the only view there is, read from the ledger, the queues and the budgets', async () => {
    const asked: string[] = [];
    const ports = {
      ledger: {
        unfinished: async () => [alertRecord()],
        readStop: async () => undefined,
      },
      book: {
        change: async <Answer>(destination: string, decide: (state: undefined) => { answer: Answer }) => {
          asked.push(destination);
          return decide(undefined).answer;
        },
      },
      occupancy: { read: async () => undefined },
      queues: { read: async () => [{ name: 'admission queue', waiting: 2, working: 1 }] },
      tally: {
        since: async () => ({ ended: { placed: 3 }, open: [alertRecord().key, 'lost'], more: false }),
        latest: async () => [alertRecord({ key: 'ended', state: 'PLACED' })],
        strayed: async (keys: readonly string[]) => keys,
      },
      clock: { now: () => NOW },
    };
    const scope = { ...RULES, routingQueues: ['field'], budgets: { telephony: 240, crm: 600, desk: 60 } };

    const told = await readView('now', ports, scope);

    expect(told).toMatchObject({ at: NOW.toISOString(), more: false, queues: [{ waiting: 2, working: 1 }] });
    expect(told?.latest).toEqual([expect.objectContaining({ key: 'ended', outcome: 'placed' })]);
    expect(told?.conservation).toEqual({
      accepted: 8,
      ended: 3,
      inFlight: 1,
      quarantined: 0,
      duplicates: 0,
      waiting: 3,
      missing: 1,
    });
    expect(asked).toEqual(['telephony', 'crm', 'desk']);
    expect(await readView('then', ports, scope)).toBeUndefined();
  });
});
