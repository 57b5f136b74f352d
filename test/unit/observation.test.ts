import { describe, expect, it } from '@jest/globals';
import { dynamoOccupancyBook } from '../../functions/adapters/dynamo-occupancy.ts';
import { observeQueues } from '../../functions/observation/observe-queues.ts';
import { throttleAt } from '../../functions/observation/occupancy.ts';
import { MINUTE, SECOND, TUESDAY_10 } from '../support/builders.ts';
import { tables } from '../support/dynamo-fixtures.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { fakeQueueObserver } from '../support/fake-queue-observer.ts';
import { fakeSleep } from '../support/fake-sleep.ts';
import { memoryDynamo } from '../support/memory-dynamo.ts';

const limits = { slowPercent: 80, stopPercent: 90, freePercent: 75, maxAgeMs: MINUTE };

function observation(
  routingQueues: readonly string[] = ['field-service', 'enterprise-service'],
  armed = true,
) {
  const clock = fakeClock(TUESDAY_10);
  const observer = fakeQueueObserver();
  let outage = false;
  const table = memoryDynamo({
    tables,
    before: () => {
      if (outage) throw new Error('connection lost');
    },
  });
  const occupancy = dynamoOccupancyBook(table, 'ledger');
  const ports = { observer, occupancy, clock, sleep: fakeSleep(clock) };
  return {
    clock,
    observer,
    occupancy,
    run: () => observeQueues(ports, { ...limits, routingQueues, armed }),
    breakTable: () => {
      outage = true;
    },
  };
}

describe('observation', () => {
  it('looks at all queues in one request', async () => {
    const { observer, run } = observation();

    await run();

    expect(observer.asked).toEqual([['field-service', 'enterprise-service']]);
  });

  it('of a disarmed stage looks at nothing', async () => {
    const { observer, run } = observation(['field-service'], false);

    expect(await run()).toEqual([]);
    expect(observer.asked).toEqual([]);
  });

  it('keeps what follows for each queue apart and tells it', async () => {
    const { observer, occupancy, run } = observation();
    observer.staff('field-service', { busy: 17, idle: 3 });
    observer.staff('enterprise-service', { busy: 1, idle: 9 });

    const seen = await run();

    expect(seen).toEqual([
      { outcome: 'observed', reason: 'half', key: 'field-service' },
      { outcome: 'observed', reason: 'free', key: 'enterprise-service' },
    ]);
    expect(await occupancy.read('field-service')).toMatchObject({ percent: 85, throttle: 'half' });
  });

  it('takes a queue that nobody serves for full', async () => {
    const { occupancy, run } = observation();

    await run();

    expect(await occupancy.read('field-service')).toMatchObject({ percent: 100, throttle: 'stopped' });
  });

  it('looks again after ten seconds when the first look failed', async () => {
    const { observer, occupancy, run, clock } = observation(['field-service']);
    observer.staff('field-service', { busy: 1, idle: 9 });
    observer.fail(1);
    const begun = clock.now().getTime();

    expect(await run()).toEqual([{ outcome: 'observed', reason: 'free', key: 'field-service' }]);
    expect(clock.now().getTime() - begun).toBe(10 * SECOND);
    expect(await occupancy.read('field-service')).toMatchObject({ at: clock.now() });
  });

  it('that cannot ask the platform leaves the reading to grow old, and the next start mends it', async () => {
    const { observer, occupancy, run, clock } = observation(['field-service']);
    observer.staff('field-service', { busy: 1, idle: 9 });
    await run();
    clock.advance(MINUTE);
    observer.fail(2);

    expect(await run()).toEqual([{ outcome: 'waiting', reason: 'platform', key: 'field-service' }]);
    expect(throttleAt(await occupancy.read('field-service'), limits, clock.now())).toBe('stopped');

    await run();
    expect(throttleAt(await occupancy.read('field-service'), limits, clock.now())).toBe('free');
  });

  it('fails as a whole when the ledger cannot be reached', async () => {
    const { run, breakTable } = observation();
    breakTable();

    await expect(run()).rejects.toMatchObject({ reason: 'ledger_unavailable' });
  });
});
