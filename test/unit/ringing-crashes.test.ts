import { describe, expect, it } from '@jest/globals';
import { dynamoSuppressions } from '../../functions/adapters/dynamo-suppressions.ts';
import { customer, HOUR, MINUTE, sensorAlert } from '../support/builders.ts';
import { FAULT_KINDS, type FaultKind } from '../support/fake-faults.ts';
import { type AlertWorld, alertWorld } from '../support/world.ts';
import { unsettled } from '../support/world-invariants.ts';

/** How a waiting call comes to its end, and what must have become of it whatever goes wrong once on the way. */
interface Scenario {
  readonly name: string;
  readonly answerAfterMs?: number;
  /** Until recovery looks. */
  readonly afterMs: number;
  readonly before?: (world: AlertWorld) => Promise<void>;
  readonly expected: object;
  readonly tasks: number;
}

const WITHDRAWN = { state: 'CASED', outcome: 'deferred', reason: 'withdrawn', ring: 'withdrawn' };

const SCENARIOS: readonly Scenario[] = [
  { name: 'a call whose permission ends', afterMs: 9 * HOUR + 55 * MINUTE, expected: WITHDRAWN, tasks: 1 },
  {
    name: 'a call whose number is suppressed',
    afterMs: MINUTE,
    before: async (world) => {
      const optOut = { scope: 'all', source: 'agent', at: world.clock.now(), until: null };
      const suppressions = dynamoSuppressions(world.table, 'contacts');
      await suppressions.suppress({ phoneE164: customer().phoneNumber, ...optOut });
      await world.shown.askForRingSweep(world.clock.now());
    },
    expected: WITHDRAWN,
    tasks: 1,
  },
  {
    name: 'a call that is served',
    answerAfterMs: 1000,
    afterMs: 15 * MINUTE,
    expected: { state: 'PLACED', outcome: 'placed', ring: 'rung' },
    tasks: 0,
  },
];

/** Lets recovery look, with a fault at the effect numbered `place`, and mend; gives the number of effects there were. */
async function told({ answerAfterMs, afterMs, before }: Scenario, place: number, kind: FaultKind) {
  let effects = 0;
  let isOn = false;
  const world = alertWorld({ faults: () => (isOn && ++effects === place ? kind : undefined) });
  world.telephony.agentsAnswerAfter(answerAfterMs);
  world.post(sensorAlert());
  await world.run();
  await before?.(world);
  world.advance(afterMs);
  isOn = true;
  await world.sweep();
  isOn = false;
  await world.pass(5);
  return { world, effects };
}

describe.each(SCENARIOS)('$name', (scenario) => {
  it.each(FAULT_KINDS)('comes to the same end with one fault (%s) anywhere', async (kind) => {
    const { effects } = await told(scenario, 0, kind);
    expect(effects).toBeGreaterThan(5);
    for (let place = 1; place <= effects; place++) {
      const { world } = await told(scenario, place, kind);

      expect({ place, ...(await world.story('alert-1')) }).toMatchObject({ place, ...scenario.expected });
      expect(world.crm.tasks()).toHaveLength(scenario.tasks);
      expect(unsettled(world)).toEqual([]);
    }
  });
});
