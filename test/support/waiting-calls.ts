import { at, customer, HOUR, MINUTE, sensorAlert } from './builders.ts';
import { type AlertWorld, alertWorld } from './world.ts';
import type { WorldOverrides } from './world-parts.ts';

/** The end of the permission of a call placed at `at()`: five minutes before eight in the evening, New York. */
export const MUST_RING_BY = at(9 * HOUR + 55 * MINUTE);

/** A world with a placed call that no agent ever takes up, unless `answerAfterMs` says when. */
export async function waitingCall(
  overrides: WorldOverrides = {},
  answerAfterMs?: number,
): Promise<AlertWorld> {
  const world = alertWorld(overrides);
  world.telephony.agentsAnswerAfter(answerAfterMs);
  world.post(sensorAlert());
  await world.run();
  return world;
}

/** What became of the only call. */
export const fate = (world: AlertWorld) => world.telephony.calls()[0];

/** Somebody wants no calls from now on; the sample customer unless `who` says otherwise. */
export const suppress = (
  world: AlertWorld,
  scope = 'all',
  who: object = { phoneE164: customer().phoneNumber },
): Promise<unknown> =>
  world.ports.suppressions.suppress({
    ...who,
    scope,
    source: 'agent',
    at: world.clock.now(),
    until: null,
  });
