import { describe, expect, it } from '@jest/globals';
import { surgeTally } from '../../functions/admission/surge-tally.ts';
import { alertsCounted, eventOf, eventTold } from '../../functions/alert/mass-event.ts';
import type { Surge } from '../../functions/ports/surges.ts';
import { at, customer, MINUTE, SECOND, sensorAlert } from '../support/builders.ts';
import { alertWorld } from '../support/world.ts';
import { unsettled } from '../support/world-invariants.ts';

const rules = { massEventAlerts: 10 };
const TYPE = 'temp_critical';

/** The surge after alerts at these instants, ms after the builders' day began. */
function surgeAfter(instants: readonly number[], before?: Surge): Surge | undefined {
  return instants.reduce<Surge | undefined>(
    (surge, ms) => alertsCounted(surge, { alertType: TYPE, alerts: 1, now: at(ms) }, rules).state,
    before,
  );
}
const eventAfter = (instants: readonly number[], nowMs = instants.at(-1) ?? 0) =>
  alertsCounted(surgeAfter(instants), { alertType: TYPE, alerts: 0, now: at(nowMs) }, rules).answer;
const every = (ms: number, times: number): number[] => Array.from({ length: times }, (_, n) => n * ms);

describe('alerts of one type', () => {
  it.each([
    ['as many as the threshold at once', every(0, 10), false],
    ['one more', every(0, 11), true],
    ['one more, spread over five minutes', every(28 * SECOND, 11), true],
    [
      'as many, half before and half after the turn of the five minutes',
      every(0, 6).concat(every(0, 6).map((ms) => ms + 5 * MINUTE)),
      true,
    ],
    ['a steady trickle below the threshold', every(40 * SECOND, 100), false],
  ])('%s: an event %s', (_, instants, is) => {
    expect(eventAfter(instants) !== undefined).toBe(is);
  });

  it('keep one event on as long as they come, and let it end by itself', () => {
    const first = eventAfter(every(0, 11));
    const long = every(10 * SECOND, 200);
    const later = eventAfter(long);

    expect(later?.since).toEqual(eventAfter(long.slice(0, 30))?.since);
    expect(first).toMatchObject({ since: at(), until: at(10 * MINUTE), told: false });
    expect(eventAfter(every(0, 11), 10 * MINUTE)).toBeUndefined();
  });

  it('that come again after the end are another event', () => {
    const surge = surgeAfter(every(0, 11));

    const again = surgeAfter(
      every(0, 11).map((ms) => ms + 60 * MINUTE),
      surge,
    );

    expect(again?.event?.since).toBe(at(60 * MINUTE).getTime());
  });

  it.each([
    ['before the count began', -6 * MINUTE, false],
    ['while it was counted up', -4 * MINUTE, true],
    ['during it', 9 * MINUTE, true],
    ['after its end', 11 * MINUTE, false],
  ])('admitted %s belong to it: %s', (_, ms, belongs) => {
    expect(eventOf(surgeAfter(every(0, 11)), TYPE, at(ms)) !== undefined).toBe(belongs);
  });

  it('are told of once; a later event of the type is told again', () => {
    const surge = surgeAfter(every(0, 11));
    const told = eventTold(surge, at()).state;

    expect(told?.event?.told).toBe(true);
    expect(eventTold(told, at())).toEqual({ answer: undefined });
    expect(eventTold(surge, at(1))).toEqual({ answer: undefined });
    expect(alertsCounted(told, { alertType: TYPE, alerts: 1, now: at(SECOND) }, rules).answer?.told).toBe(
      true,
    );
    expect(
      surgeAfter(
        every(0, 11).map((ms) => ms + 60 * MINUTE),
        told,
      )?.event?.told,
    ).toBe(false);
  });
});

describe('the tally', () => {
  const counting = (massEventAlerts: number) => {
    const written: number[] = [];
    let now = at();
    const surges = {
      async change(_: string, decide: (surge: Surge | undefined) => { state?: Surge }) {
        written.push(decide(undefined).state?.count ?? 0);
        return undefined as never;
      },
    };
    const tally = surgeTally(surges, { now: () => now }, { massEventAlerts });
    const set = (ms: number): void => {
      now = at(ms);
    };
    return { tally, written, set };
  };

  it('of rare alerts costs no request', async () => {
    const { tally, written, set } = counting(200);

    for (let n = 0; n < 50; n++) {
      set(n * 2 * MINUTE);
      await tally.count(TYPE);
    }

    expect(written).toEqual([]);
  });

  it('of many costs one for every fortieth part of the threshold, and loses none', async () => {
    const { tally, written } = counting(200);

    for (let n = 0; n < 100; n++) await tally.count(TYPE);

    expect(written).toEqual(Array.from({ length: 20 }, () => 5));
  });

  it('counts each type on its own', async () => {
    const { tally, written } = counting(200);

    for (let n = 0; n < 4; n++) await Promise.all([tally.count('one'), tally.count('other')]);

    expect(written).toEqual([]);
  });

  it('that cannot be told does not hold up anybody', async () => {
    const surges = { change: () => Promise.reject(new Error('gone')) };
    const tally = surgeTally(surges, { now: () => at() }, { massEventAlerts: 1 });

    expect(await tally.count(TYPE)).toBeUndefined();
  });
});

describe('a mass event', () => {
  const people = (zone: string) =>
    Array.from({ length: 120 }, (_, n) => customer({ customerId: `customer-${n}`, timeZone: zone }));

  async function stormOf(alerts: number, zone: string, massEventAlerts = 40) {
    const world = alertWorld({ customers: people(zone), rules: { massEventAlerts } });
    for (let n = 0; n < alerts; n++) {
      world.post(
        sensorAlert({ idempotencyKey: `alert-${n}`, customerId: `customer-${n}`, sensorId: `sensor-${n}` }),
      );
    }
    await world.run();
    const tasks = world.crm.tasks();
    const parent = tasks.filter(({ subject }) => subject.startsWith('Many sensors at once'));
    return { world, tasks, parent };
  }

  it('at night opens one task for all whose task was not opened before it was known', async () => {
    const { world, tasks, parent } = await stormOf(120, 'Asia/Tokyo');

    expect(parent).toHaveLength(1);
    expect(tasks.length).toBeLessThanOrEqual(42);
    expect(world.alerts().every(({ state }) => state === 'CASED')).toBe(true);
    const attached = world.alerts().filter(({ taskId }) => taskId === parent[0]?.id);
    expect(attached.length).toBeGreaterThanOrEqual(79);
    expect(world.archive.members.size).toBe(attached.length);
    expect(unsettled(world)).toEqual([]);
  });

  it('leaves every member its own outcome and story', async () => {
    const { world, parent } = await stormOf(120, 'Asia/Tokyo');

    expect(await world.story('alert-119')).toMatchObject({
      outcome: 'deferred',
      reason: 'outside_window',
      taskId: parent[0]?.id,
    });
    const [member] = [...world.archive.members].filter(([name]) => name.endsWith('/alert-119'));
    expect(member?.[1]).toEqual({
      key: 'alert-119',
      customerId: 'customer-119',
      sensorId: 'sensor-119',
      reason: 'outside_window',
    });
  });

  it('by day calls everybody, and tells people once all the same', async () => {
    const { world, tasks, parent } = await stormOf(60, 'America/New_York');

    expect(world.telephony.accepted()).toHaveLength(60);
    expect(parent).toHaveLength(1);
    expect(tasks).toHaveLength(1);
    expect(parent[0]?.description).toContain('mass-events/temp_critical-');
  });

  it('is told until somebody has told people, and no more', async () => {
    const { world } = await stormOf(60, 'America/New_York');
    const news = () => world.outcomes.filter(({ outcome }) => outcome === 'mass_event').length;
    const before = news();
    expect(before).toBeGreaterThan(0);

    for (let n = 60; n < 100; n++) {
      world.post(
        sensorAlert({ idempotencyKey: `alert-${n}`, customerId: `customer-${n}`, sensorId: `sensor-${n}` }),
      );
    }
    await world.run();

    expect(news()).toBe(before);
    expect(world.crm.tasks()).toHaveLength(1);
  });

  it('is none for as many alerts as the threshold', async () => {
    const { tasks, parent } = await stormOf(40, 'Asia/Tokyo');

    expect(parent).toEqual([]);
    expect(tasks).toHaveLength(40);
  });

  it('leaves a customer who may have been called a task of his own', async () => {
    const world = alertWorld({ customers: people('America/New_York'), rules: { massEventAlerts: 5 } });
    world.telephony.answer({ kind: 'unknown', accepted: false });
    for (let n = 0; n < 10; n++) {
      world.post(
        sensorAlert({ idempotencyKey: `alert-${n}`, customerId: `customer-${n}`, sensorId: `sensor-${n}` }),
      );
    }
    await world.run();
    await world.pass(30);

    const subjects = world.crm.tasks().map(({ subject }) => subject);
    expect(subjects.filter((subject) => subject.includes('may have been called'))).toHaveLength(1);
  });
});
