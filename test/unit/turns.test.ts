import { describe, expect, it } from '@jest/globals';
import { dynamoOccupancyBook } from '../../functions/adapters/dynamo-occupancy.ts';
import { dynamoPaceBook } from '../../functions/adapters/dynamo-pace.ts';
import { nextReading } from '../../functions/observation/occupancy.ts';
import { slotIntervalMs } from '../../functions/runtime/lanes.ts';
import { UNUSED } from '../../functions/runtime/pacing.ts';
import {
  alertClass,
  alertClasses,
  at,
  customer,
  HOUR,
  MINUTE,
  SECOND,
  sensorAlert,
} from '../support/builders.ts';
import { fakeRandom } from '../support/fake-random.ts';
import type { CallAnswer } from '../support/fake-telephony.ts';
import { paceRules } from '../support/pace-rules.ts';
import { realTurns } from '../support/turns.ts';
import { alertWorld } from '../support/world.ts';
import { unsettled, violations } from '../support/world-invariants.ts';

const INTERVAL = slotIntervalMs(paceRules());
const PEOPLE = Array.from({ length: 40 }, (_, index) => customer({ customerId: `customer-${index}` }));

/** A world on the real budget. Alerts are of customers of their own; standard ones have a type nobody named. */
function pacedWorld(rules = paceRules(), classes = alertClasses()) {
  const world = alertWorld({ customers: PEOPLE, turns: realTurns(rules), rules: { classes } });
  let posts = 0;
  return {
    ...world,
    alert(alertType: 'temp_critical' | 'drift' | 'leak', times = 1): void {
      for (let n = 0; n < times; n++) {
        const number = posts++;
        world.post(
          sensorAlert({
            idempotencyKey: `alert-${number}`,
            customerId: `customer-${number}`,
            alertType,
            timestamp: world.clock.now().toISOString(),
          }),
        );
      }
    },
    /** Looks at the queue, as observation does every minute. */
    async observe(percent: number): Promise<void> {
      const occupancy = dynamoOccupancyBook(world.table, 'ledger');
      const before = await occupancy.read('field-service');
      const reading = nextReading(before, percent, world.rules.occupancy, world.clock.now());
      await occupancy.keep('field-service', reading);
    },
    sentAt: () => world.telephony.sent.map(({ at: instant }) => instant.getTime()),
    state: () =>
      dynamoPaceBook(world.table, 'ledger', fakeRandom()).change('telephony', (state = UNUSED) => ({
        answer: state,
      })),
  };
}

describe('calls', () => {
  it('leave an interval apart, each on its slot, and no alert waits in the ledger for it', async () => {
    const world = pacedWorld();
    world.alert('temp_critical', 5);

    await world.run();

    const sent = world.sentAt();
    expect(sent).toHaveLength(5);
    for (const [index, instant] of sent.slice(1).entries()) {
      expect(instant - (sent[index] ?? 0)).toBeGreaterThanOrEqual(INTERVAL);
    }
    expect(world.alerts().every(({ passes }) => passes === 0)).toBe(true);
    expect(unsettled(world)).toEqual([]);
  });

  it('of one batch are booked in one write', async () => {
    const world = pacedWorld();
    world.alert('temp_critical', 5);
    await world.runUntil('dialing');
    while (world.queues.waiting('dialing').length < 5) await world.runOne();
    const before = await world.state();

    await world.runTogether();

    const { ver } = world.table.items('ledger').find(({ pk }) => pk?.S === 'RATE#telephony') ?? {};
    expect(before.nextFree).toBe(0);
    expect(ver?.N).toBe('1');
    expect(world.sentAt()).toHaveLength(5);
  });

  it('whose turn is too far away for the function wait in the ledger and say for what', async () => {
    const world = pacedWorld(paceRules({ requestsPerMinute: 1 }));
    world.alert('temp_critical', 2);

    await world.run();

    expect(world.sentAt()).toHaveLength(1);
    expect(await world.story('alert-1')).toMatchObject({ outcome: null, waitingFor: 'telephony_no_slot' });
    await world.pass(5);
    expect(world.sentAt()).toHaveLength(2);
    expect(unsettled(world)).toEqual([]);
  });

  it('that would leave too late after their slot are not sent, and tried again', async () => {
    const slow = alertWorld({
      turns: (clock, table) => {
        const turns = realTurns()(clock, table);
        const take: typeof turns.pace.take = async (ask, latest) => {
          const paced = await turns.pace.take(ask, latest);
          if (clock.now() < at(30 * SECOND)) clock.advance(4 * SECOND);
          return paced;
        };
        return { ...turns, pace: { ...turns.pace, take } };
      },
    });
    slow.post(sensorAlert());

    await slow.run();

    expect(slow.telephony.sent).toEqual([]);
    expect(await slow.story('alert-1')).toMatchObject({ outcome: null, waitingFor: 'turn_missed' });
    expect(slow.alerts()[0]?.attemptId).toBeUndefined();
    await slow.pass(5);
    expect(unsettled(slow)).toEqual([]);
  });
});

describe('a platform that throttles', () => {
  it('is left alone by all alerts until its pause is over, critical ones too', async () => {
    const world = pacedWorld();
    world.telephony.answer({ kind: 'throttled', retryAfterMs: 90_000 });
    world.alert('temp_critical', 6);

    await world.run();
    const [first = 0, ...early] = world.sentAt();
    expect(early).toEqual([]);
    expect(await world.story('alert-3')).toMatchObject({ waitingFor: 'telephony_throttled' });

    await world.pass(5);
    const [, next = 0] = world.sentAt();
    expect(next - first).toBeGreaterThanOrEqual(90_000);
    expect(world.sentAt()).toHaveLength(7);
    expect(unsettled(world)).toEqual([]);
  });
});

describe('a platform that breaks down', () => {
  const broken = (times: number, kind: 'unreachable' | 'unknown'): CallAnswer[] =>
    Array.from({ length: times }, () => (kind === 'unknown' ? { kind, accepted: false } : { kind }));

  it('is left alone after five failures: no alert is granted, and nothing is delivered again', async () => {
    const world = pacedWorld();
    world.telephony.answer(...broken(100, 'unknown'));
    world.alert('temp_critical', 20);

    await world.run();

    expect(world.sentAt()).toHaveLength(5);
    const open = world.alerts().filter(({ state }) => state === 'OPEN');
    expect(open).toHaveLength(15);
    expect(open.every(({ waitingFor }) => waitingFor === 'telephony_breaker_open')).toBe(true);
    expect(world.queues.all()).toEqual([]);
  });

  it('is not waited for by sending alerts round again: recovery lets them lie', async () => {
    const world = pacedWorld();
    world.telephony.answer(...broken(100, 'unknown'));
    world.alert('temp_critical', 10);
    await world.run();
    const { breaker } = await world.state();
    world.clock.set(new Date((breaker.kind === 'open' ? breaker.until : 0) + SECOND));
    const before = world.outcomes.length;

    await world.sweep();

    const since = world.outcomes.slice(before);
    expect(since.length).toBeGreaterThan(0);
    expect(since.filter(({ worker }) => worker !== 'recovery')).toEqual([]);
    expect(world.alerts().every(({ passes }) => passes === 0)).toBe(true);
  });

  it('for an hour costs a few uncertain calls, burns no deliveries and ends with every alert called or told', async () => {
    const world = pacedWorld();
    world.telephony.answer(...broken(1000, 'unreachable'));
    world.alert('temp_critical', 20);

    await world.pass(60);

    const delivered = world.outcomes.filter(({ worker }) => worker === 'dialing');
    expect(delivered.every(({ outcome }) => outcome !== 'failed')).toBe(true);
    expect(world.failures).toEqual([]);
    expect(violations(world)).toEqual([]);
    const attempts = world
      .alerts()
      .flatMap(({ transitions }) => transitions.filter(({ state }) => state === 'PLACING'));
    expect(attempts.length).toBeLessThan(40);
  });

  it('is called again when one probe was answered', async () => {
    const world = pacedWorld();
    world.telephony.answer(...broken(7, 'unreachable'));
    world.alert('temp_critical', 20);

    await world.pass(60);

    expect(world.telephony.accepted()).toHaveLength(20);
    expect((await world.state()).breaker.kind).toBe('closed');
    expect(unsettled(world)).toEqual([]);
  });
});

describe('retries', () => {
  it('draw on their own budget: a tenth of first attempts and one a minute', async () => {
    const world = pacedWorld();
    world.telephony.answer(...Array.from({ length: 30 }, () => ({ kind: 'unauthorized' }) as const));
    world.alert('temp_critical', 10);

    await world.pass(10);

    const first = new Set(world.telephony.sent.map(({ request }) => request.callData.sensorId)).size;
    expect(first).toBeGreaterThan(0);
    expect(world.sentAt().length).toBeLessThanOrEqual(10 + 1 + 1 + 10);
    expect(world.alerts().some(({ waitingFor }) => waitingFor === 'telephony_retry_budget')).toBe(true);
  });
});

describe('a busy routing queue', () => {
  it('stops standard calls, never critical ones', async () => {
    const world = pacedWorld();
    await world.observe(95);
    world.alert('drift', 2);
    world.alert('temp_critical', 2);

    await world.run();

    expect(world.telephony.sent.map(({ request }) => request.callData.alertType)).toEqual([
      'temp_critical',
      'temp_critical',
    ]);
    expect(await world.story('alert-0')).toMatchObject({ outcome: null, waitingFor: 'routing_queue_busy' });
  });

  it('turns standard alerts of a class that is not worth waiting into follow-ups', async () => {
    const world = pacedWorld(paceRules(), {
      ...alertClasses(),
      drift: alertClass({ whenBusy: 'follow-up' }),
      leak: alertClass({ severity: 'critical', whenBusy: 'follow-up' }),
    });
    await world.observe(95);
    world.alert('drift');
    world.alert('leak');

    await world.run();

    expect(await world.story('alert-0')).toMatchObject({ outcome: 'deferred', reason: 'shed' });
    expect(await world.story('alert-1')).toMatchObject({ outcome: 'placed' });
    expect(world.crm.tasks()).toHaveLength(1);
  });

  it('is not waited for by alerts that it turns into follow-ups: those behind them would wait, too', async () => {
    const world = pacedWorld(paceRules(), {
      ...alertClasses(),
      drift: alertClass({ whenBusy: 'follow-up' }),
    });
    await world.observe(95);
    world.alert('drift', 10);

    await world.run();

    expect(world.alerts().map(({ why }) => why)).toEqual(Array(10).fill('shed'));
    expect(world.clock.now().getTime() - at().getTime()).toBeLessThan(2 * SECOND);
  });

  it('nobody has looked at stops standard calls', async () => {
    const world = pacedWorld();
    world.alert('drift');

    await world.run();

    expect(await world.story('alert-0')).toMatchObject({ outcome: null, waitingFor: 'routing_queue_busy' });
  });

  it('that is looked at again while an alert waits lets it go at once', async () => {
    const world = pacedWorld();
    world.alert('drift');
    await world.runUntil('dialing');

    await Promise.all([world.run(), world.observe(20)]);

    expect(await world.story('alert-0')).toMatchObject({ outcome: 'placed' });
  });

  it('halves the rate of standard calls', async () => {
    const world = pacedWorld();
    await world.observe(85);
    world.alert('drift', 6);

    await world.run();

    const sent = world.sentAt();
    expect(sent).toHaveLength(6);
    for (const [index, instant] of sent.slice(1).entries()) {
      expect(instant - (sent[index] ?? 0)).toBeGreaterThanOrEqual(2 * INTERVAL - 1);
    }
  });

  it('going from 60 to 95 and to 70 per cent lets calls through, stops them and lets them through again', async () => {
    const world = pacedWorld();
    const placed: number[] = [];
    for (const percent of [60, 82, 95, 85, 70, 70]) {
      await world.observe(percent);
      world.alert('drift', 2);
      await world.run();
      placed.push(world.telephony.accepted().length);
      world.clock.set(new Date(Math.ceil((world.clock.now().getTime() + 1) / MINUTE) * MINUTE));
    }

    expect(placed).toEqual([2, 4, 4, 4, 6, 8]);
    expect(violations(world)).toEqual([]);
  });
});

describe("the middleware's own retries", () => {
  it('after 5 seconds, a minute and an hour yield one call', async () => {
    const world = alertWorld({ turns: realTurns() });
    const alert = sensorAlert();

    let waited = 0;
    for (const afterMs of [0, 5 * SECOND, MINUTE, HOUR]) {
      await world.settle(afterMs - waited);
      waited = afterMs;
      world.post(alert);
      await world.run();
    }

    expect(world.telephony.sent).toHaveLength(1);
    expect(await world.story('alert-1')).toMatchObject({ outcome: 'placed', duplicates: 3 });
    expect(unsettled(world)).toEqual([]);
  });
});
