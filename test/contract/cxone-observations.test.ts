import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cxoneObservations, cxoneTrunks } from '../../functions/adapters/cxone-observations.ts';
import { cxoneRequests } from '../../functions/adapters/cxone-requests.ts';
import type { QueueObserver } from '../../functions/ports/queue-observer.ts';
import { type CxoneUnit, cxoneUnit } from '../support/cxone-unit.ts';
import { queueObserverSuite } from './queue-observer-suite.ts';

const SKILLS: Readonly<Record<string, string>> = { 'field-service': '4001', review: '4002' };

describe('NICE CXone', () => {
  let unit: CxoneUnit;
  let observer: QueueObserver;

  beforeEach(async () => {
    unit = await cxoneUnit('2026-11-21T09:30:00.000Z', { skillIds: Object.values(SKILLS) });
    const { api, tokens, now } = unit.access;
    observer = cxoneObservations(cxoneRequests(api, tokens, 1000, now), SKILLS, now);
  });
  afterEach(async () => {
    const problems = unit.problems();
    await unit.simulator.stop();
    expect(problems).toEqual([]);
  });

  const told = (...skillActivity: readonly object[]): void =>
    unit.simulator.setFaults([
      {
        system: 'cxone',
        operation: 'observeQueues',
        fault: { kind: 'body', status: 200, body: { skillActivity } },
      },
    ]);

  queueObserverSuite(() => ({
    observer,
    staff: (queue, { busy, idle }) => unit.simulator.staff(SKILLS[queue] ?? '', { interacting: busy, idle }),
    wait: (queue, since) =>
      unit.simulator.staff(SKILLS[queue] ?? '', { waitingSince: [since.toISOString()] }),
    fail: () => unit.simulator.pause(),
    looks: () => unit.asked().length,
  }));

  it.each([
    ['says nothing of the skill', []],
    ['does not count who works', [{ skillId: 4001, agentsACW: 0, agentsAvailable: 8 }]],
    ['counts in another way', [{ skillId: 4001, agentsWorking: 'two', agentsACW: 0, agentsAvailable: 8 }]],
    ['has nobody logged in', [{ skillId: 4001, agentsWorking: 0, agentsACW: 0, agentsAvailable: 0 }]],
  ])('takes a queue for busy when the platform %s', async (_, activity) => {
    told(...activity);

    expect((await observer.observe(['field-service'], false)).get('field-service')).toEqual({
      busyPercent: 100,
    });
  });

  it('takes who does after-call work for busy, and leaves out who is unavailable', async () => {
    told({ skillId: 4001, agentsWorking: 2, agentsACW: 1, agentsAvailable: 1, agentsUnavailable: 6 });

    expect((await observer.observe(['field-service'], false)).get('field-service')).toEqual({
      busyPercent: 75,
    });
  });

  it.each([
    ['does not date the first of them', { queueCount: 3 }],
    ['does not count them', { earliestQueueTime: '2026-11-21T09:00:00.000Z' }],
    ['dates them without a zone', { queueCount: 3, earliestQueueTime: '2026-11-21T09:00:00' }],
    ['dates them from long ago', { queueCount: 3, earliestQueueTime: '0001-01-01T00:00:00Z' }],
  ])('does not know since when somebody waits when the platform %s', async (_, activity) => {
    told({ skillId: 4001, agentsWorking: 0, agentsACW: 0, agentsAvailable: 1, ...activity });

    expect((await observer.observe(['field-service'], true)).get('field-service')).toEqual({
      busyPercent: 0,
    });
  });

  it('asks nobody about no queues, and knows no trunks', async () => {
    expect(await observer.observe([], true)).toEqual(new Map());
    expect(await cxoneTrunks.trunks()).toEqual([]);
    expect(unit.asked()).toEqual([]);
  });

  it('refuses a queue that the stage does not name', async () => {
    await expect(observer.observe(['nowhere'], false)).rejects.toMatchObject({
      reason: 'unknown_routing_queue',
    });
  });
});
