import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { HOUR, SECOND, sensorAlert } from '../support/builders.ts';
import { FAULT_KINDS, type FaultKind } from '../support/fake-faults.ts';
import type { CallAnswer } from '../support/fake-telephony.ts';
import { alertWorld } from '../support/world.ts';
import { unsettled } from '../support/world-invariants.ts';

/** Faults with the number of undisturbed effects before each. */
const faults = fc.array(fc.tuple(fc.nat({ max: 25 }), fc.constantFrom(...FAULT_KINDS)), { maxLength: 12 });
const answers = fc.array(
  fc.oneof<fc.Arbitrary<CallAnswer>[]>(
    fc.constant({ kind: 'accept' }),
    fc.constant({ kind: 'throttled', retryAfterMs: 40 * SECOND }),
    fc.constant({ kind: 'unauthorized' }),
    fc.constant({ kind: 'unreachable' }),
    fc.constant({ kind: 'refuse' }),
    fc.boolean().map((accepted) => ({ kind: 'unknown', accepted }) as const),
    fc.boolean().map((accepted) => ({ kind: 'hang', accepted }) as const),
  ),
  { maxLength: 4 },
);
/** Posts of five keys from two sensors: how long after the one before, and whether all arrive together. */
const posts = fc.array(
  fc.record({
    key: fc.nat({ max: 4 }),
    sensor: fc.nat({ max: 1 }),
    afterSeconds: fc.constantFrom(0, 0, 1, 30, 300, 3500, 3700, 4300),
  }),
  { minLength: 1, maxLength: 10 },
);

function planOf(sequence: readonly (readonly [number, FaultKind])[]) {
  const left = [...sequence];
  let undisturbed = left[0]?.[0] ?? 0;
  return (): FaultKind | undefined => {
    if (left.length === 0 || undisturbed-- > 0) return undefined;
    const fault = left.shift()?.[1];
    undisturbed = left[0]?.[0] ?? 0;
    return fault;
  };
}

it('any mixture of posts, answers and faults comes to a lawful end', async () => {
  await fc.assert(
    fc.asyncProperty(faults, answers, posts, async (broken, planned, arrivals) => {
      const world = alertWorld({ start: '2025-11-18T14:00:00.000Z', faults: planOf(broken) });
      world.telephony.answer(...planned);
      const timestamp = world.clock.now().toISOString();

      for (const { key, sensor, afterSeconds } of arrivals) {
        if (afterSeconds > 0) {
          await world.runTogether();
          await world.settle(afterSeconds * SECOND);
        }
        world.post(sensorAlert({ idempotencyKey: `alert-${key}`, sensorId: `sensor-${sensor}`, timestamp }));
      }
      await world.runTogether();
      await world.settle(12 * HOUR);

      expect(unsettled(world)).toEqual([]);
    }),
    { numRuns: 150 },
  );
});
