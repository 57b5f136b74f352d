import { describe, expect, it } from '@jest/globals';
import { customer, HOUR, MINUTE, NEW_YORK, SECOND, sensorAlert } from '../support/builders.ts';
import { chance } from './chance.ts';
import { machineOf } from './dialing/dialing-machine.ts';
import type { Situation } from './dialing/situation.ts';
import type { System } from './faults.ts';
import { run } from './machines.ts';
import { instantAt } from './zone-clock.ts';

const NOON = instantAt(NEW_YORK, '2025-11-18', 12 * 3600);

/** After an outage everything has come to its end within this time. */
const DRAINS_WITHIN_MS = 30 * MINUTE;

/** A burst when the outage begins, and alerts before it, throughout it and after it. */
const MOMENTS = [-15 * MINUTE, -2 * MINUTE, 0, 50, 200, 20 * MINUTE, 59 * MINUTE, 61 * MINUTE];

/** Alerts of sensors of their own, around an outage of an hour that begins about noon. */
const situationOf = (from: number): Situation => ({
  start: NOON - 20 * MINUTE,
  together: [],
  window: { opensAt: '08:00', closesAt: '20:00' },
  suppressionMs: HOUR,
  people: [{ customer: customer(), flips: [] }],
  posts: MOMENTS.map((after, nth) => ({
    at: NOON + after,
    body: sensorAlert({
      idempotencyKey: `alert-${nth}`,
      sensorId: `sensor-${nth}`,
      timestamp: new Date(NOON + after).toISOString(),
    }),
  })),
  chasers: 0,
  endsBy: Math.max(from, NOON) + HOUR + 10 * SECOND + DRAINS_WITHIN_MS,
});

/** So many moments are drawn for each system, the same every time. */
const DRAWN = 12;

/** When the outage begins, ms from the burst on: mostly between its requests, else in the minutes around it. */
function beginnings(system: System): number[] {
  const draws = chance(OUTAGES.indexOf(system), 'outage');
  return Array.from({ length: DRAWN }, () =>
    Math.round(
      draws.pick([draws.between(-500, 6000), draws.between(-500, 6000), draws.between(-60_000, 60_000)]),
    ),
  );
}

const OUTAGES: readonly System[] = ['platform', 'crm', 'table', 'secrets'];

describe.each(OUTAGES)('an hour without: %s', (system) => {
  it.each(beginnings(system))(
    'loses nothing and is caught up within 30 minutes, beginning %d ms after a burst',
    async (offset) => {
      const from = NOON + offset;
      const mix = { rates: {}, outages: [{ system, from, to: from + HOUR }] };

      const { violations } = await run(
        machineOf(() => situationOf(from)),
        { seed: 1, mix },
      );

      expect(violations).toEqual([]);
    },
  );
});
