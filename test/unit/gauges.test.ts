import { expect, it } from '@jest/globals';
import { dynamoOccupancyBook } from '../../functions/adapters/dynamo-occupancy.ts';
import { dynamoPaceBook } from '../../functions/adapters/dynamo-pace.ts';
import { observationGauges } from '../../functions/observation/gauges.ts';
import { recoveryGauges } from '../../functions/recovery/gauges.ts';
import { holdSlots } from '../../functions/runtime/pacing.ts';
import { at, HOUR, MINUTE, SECOND, sensorAlert, TUESDAY_10 } from '../support/builders.ts';
import { tables } from '../support/dynamo-fixtures.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { fakeRandom } from '../support/fake-random.ts';
import { memoryDynamo } from '../support/memory-dynamo.ts';
import { alertWorld } from '../support/world.ts';

const rules = { slowPercent: 80, stopPercent: 90, freePercent: 75, maxAgeMs: MINUTE };

function watched() {
  const clock = fakeClock(TUESDAY_10);
  const table = memoryDynamo({ tables });
  const book = dynamoPaceBook(table, 'ledger', fakeRandom());
  const occupancy = dynamoOccupancyBook(table, 'ledger');
  const routingQueues = ['field-service', 'enterprise-service'];
  return {
    clock,
    book,
    occupancy,
    gauges: () => observationGauges({ book, occupancy, clock }, { ...rules, routingQueues }),
  };
}

it('tells what a destination was asked and refused in the last minute', async () => {
  const { book, clock, gauges } = watched();
  const now = clock.now().getTime();
  await book.change('telephony', (state) => holdSlots(state, now + 10 * SECOND, { rules: {}, now }));
  clock.advance(MINUTE);

  expect(await gauges()).toMatchObject({
    PlatformThrottled: 1,
    PlatformBreakerOpen: 0,
    CrmThrottled: 0,
    CrmRequests: 0,
    DeskBreakerOpen: 0,
    DeskRequests: 0,
  });
});

it('tells the busiest routing queue, and the least that is left to the standard lane', async () => {
  const { clock, occupancy, gauges } = watched();
  const seen = { changedAt: clock.now(), at: clock.now() };
  await occupancy.keep('field-service', { percent: 60, throttle: 'free', ...seen });
  await occupancy.keep('enterprise-service', { percent: 85, throttle: 'half', ...seen });

  expect(await gauges()).toMatchObject({ BusiestPercent: 85, StandardLanePercent: 50 });
});

it('tells nothing of routing queues that nobody has looked at', async () => {
  const { gauges } = watched();

  expect(await gauges()).not.toHaveProperty('BusiestPercent');
});

it('counts calls in doubt, and grants that nobody took over', async () => {
  const world = alertWorld();
  world.telephony.answer({ kind: 'unknown', accepted: false });
  world.telephony.searchLag(HOUR);
  world.post(sensorAlert({ timestamp: at(-MINUTE).toISOString() }));
  await world.run();
  const ports = { ledger: world.shown, clock: world.clock };

  expect(await recoveryGauges(ports, 4 * HOUR)).toEqual({ Unaccounted: 0, Uncertain: 1, StuckPlacing: 0 });

  world.advance(10 * HOUR);

  expect(await recoveryGauges(ports, 4 * HOUR)).toMatchObject({ Unaccounted: 1 });
});
