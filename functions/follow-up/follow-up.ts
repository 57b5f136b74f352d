import * as z from 'zod/mini';
import type { AlertOutcome } from '../alert/ending.ts';
import { CheckSensorRequest, FollowUpRequest, MassEventRequest } from '../messages/alert-facts.ts';
import { type FollowUpPorts, type FollowUpRules, openFollowUp } from './open-follow-up.ts';
import { type FlappingOutcome, tellFlappingSensor } from './tell-flapping-sensor.ts';
import { type MassEventOutcome, tellMassEvent } from './tell-mass-event.ts';

/** What is left for follow-up: an alert that needs a person, or the news of a mass event or of a flapping sensor. */
export const FollowUpMessage = z.union([FollowUpRequest, MassEventRequest, CheckSensorRequest]);
export type FollowUpMessage = z.infer<typeof FollowUpMessage>;

/** The only writer of tasks. @throws {TransientError} a store cannot be reached */
export function followUp(
  message: FollowUpMessage,
  ports: FollowUpPorts,
  rules: FollowUpRules,
): Promise<AlertOutcome | MassEventOutcome | FlappingOutcome> {
  if ('key' in message) return openFollowUp(message, ports, rules);
  return 'massEvent' in message
    ? tellMassEvent(message, ports, rules)
    : tellFlappingSensor(message, ports, rules);
}
