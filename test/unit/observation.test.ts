import { describe, expect, it } from '@jest/globals';
import { dynamoOccupancyBook } from '../../functions/adapters/dynamo-occupancy.ts';
import { type Measurement, MeasurementBatch } from '../../functions/messages/measurement.ts';
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
  { armed = true, pollsWaits = false } = {},
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
  const batches: (readonly Measurement[])[] = [];
  const measurements = { measured: async (batch: readonly Measurement[]) => void batches.push(batch) };
  const ports = { observer, occupancy, measurements, clock, sleep: fakeSleep(clock) };
  const queueIds = Object.fromEntries(routingQueues.map((name) => [name, `id-of-${name}`]));
  return {
    clock,
    observer,
    occupancy,
    batches,
    run: () => observeQueues(ports, { ...limits, queueIds, armed, pollsWaits }),
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
    const { observer, run } = observation(['field-service'], { armed: false });

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

describe('waits that no bus carries', () => {
  const polled = { pollsWaits: true };

  it('go to ticketing in one message, from the same look as the occupancy', async () => {
    const { observer, clock, batches, run } = observation(undefined, polled);
    observer.wait('field-service', new Date(clock.now().getTime() - 412 * SECOND));

    const seen = await run();

    expect(observer.asked).toHaveLength(1);
    expect(batches).toEqual([
      [
        {
          source: { kind: 'queue', id: 'id-of-field-service', name: 'field-service' },
          metric: 'wait_seconds',
          value: 412,
          at: clock.now(),
        },
        expect.objectContaining({ value: 0 }),
      ],
    ]);
    const sent: unknown = JSON.parse(JSON.stringify({ measurements: batches[0] }));
    expect(MeasurementBatch.parse(sent).measurements).toEqual(batches[0]);
    expect(seen).toContainEqual({ outcome: 'measured', key: 'field-service' });
  });

  it('are polled on a stage that does not dial, too', async () => {
    const { batches, run } = observation(['field-service'], { ...polled, armed: false });

    await run();

    expect(batches).toHaveLength(1);
  });

  it('of a queue the platform says nothing about give no reading', async () => {
    const { observer, batches, run } = observation(['field-service'], polled);
    observer.wait('field-service', 'unknown');

    await run();

    expect(batches).toEqual([[]]);
  });

  it('are not negative when the clocks differ', async () => {
    const { observer, clock, batches, run } = observation(['field-service'], polled);
    observer.wait('field-service', new Date(clock.now().getTime() + SECOND));

    await run();

    expect(batches[0]?.[0]?.value).toBe(0);
  });

  it('are left alone where the bus carries them', async () => {
    const { batches, run } = observation();

    await run();

    expect(batches).toEqual([]);
  });
});
