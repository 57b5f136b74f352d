import { describe, expect, it } from '@jest/globals';
import { customer, HOUR, MINUTE, sensorAlert } from '../support/builders.ts';
import { FAULT_KINDS, type FaultKind } from '../support/fake-faults.ts';
import { type AlertWorld, alertWorld } from '../support/world.ts';
import { unsettled } from '../support/world-invariants.ts';
import type { WorldOverrides } from '../support/world-parts.ts';

/** A story to be told with one fault at every place where one can happen. */
interface Scenario {
  readonly name: string;
  readonly world?: WorldOverrides;
  readonly begin: (world: AlertWorld) => void;
}

const alert = (key: string) => sensorAlert({ idempotencyKey: key });
const SCENARIOS: readonly Scenario[] = [
  { name: 'one alert', begin: (world) => world.post(alert('a')) },
  {
    name: 'two alerts of one sensor and a duplicate',
    begin: (world) => {
      world.post([alert('a'), alert('b')]);
      world.post(alert('a'));
    },
  },
  {
    name: 'a customer who does not want to be called',
    world: { customers: [customer({ doNotDisturb: true })] },
    begin: (world) => world.post(alert('a')),
  },
  {
    name: 'a refusal by the platform',
    begin: (world) => {
      world.telephony.answer({ kind: 'refuse' });
      world.post(alert('a'));
    },
  },
  {
    name: 'a throttled platform',
    begin: (world) => {
      world.telephony.answer({ kind: 'throttled', retryAfterMs: MINUTE }, { kind: 'unauthorized' });
      world.post(alert('a'));
    },
  },
  {
    name: 'an unknown outcome',
    begin: (world) => {
      world.telephony.answer({ kind: 'unknown', accepted: true });
      world.post(alert('a'));
    },
  },
];

/** Tells the story with a fault at the effect numbered `place`; gives the number of effects there were. */
async function told(scenario: Scenario, place: number, kind: FaultKind) {
  let effects = 0;
  const faults = (): FaultKind | undefined => (++effects === place ? kind : undefined);
  const world = alertWorld({ ...scenario.world, faults });
  scenario.begin(world);
  await world.runTogether();
  world.advance(30 * MINUTE);
  world.post(sensorAlert({ idempotencyKey: 'later', timestamp: world.clock.now().toISOString() }));
  await world.run();
  await world.settle(8 * HOUR);
  return { world, effects };
}

async function brokenBy(scenario: Scenario, kind: FaultKind): Promise<string[]> {
  const { effects } = await told(scenario, 0, kind);
  const broken = effects > 10 ? [] : ['the story has hardly an effect'];
  for (let place = 1; place <= effects; place++) {
    const { world } = await told(scenario, place, kind);
    broken.push(...unsettled(world).map((problem) => `fault at effect ${place}: ${problem}`));
  }
  return broken;
}

describe.each(SCENARIOS)('$name', (scenario) => {
  it.each(FAULT_KINDS)('comes to a lawful end with one fault (%s) anywhere', async (kind) => {
    expect(await brokenBy(scenario, kind)).toEqual([]);
  });
});
