import { RejectedError } from '../errors.ts';
import type { RuleDestinations } from '../ports/rule-destinations.ts';
import { confirmDestination } from './confirm-destination.ts';
import { type ControlMessage, controlTask } from './control-message.ts';
import type { OwnPlace } from './destination-verdict.ts';
import { type MirrorPorts, mirrorSuppression } from './mirror-suppression.ts';

export interface ControlPorts extends MirrorPorts {
  readonly destinations: RuleDestinations;
  readonly own: OwnPlace;
}

/**
 * Does what a message to control asks for. `door`: the door it came through, if it came through one.
 * @throws {RejectedError} it came another way than its kind does
 * @throws {TransientError} a store, the platform or IoT Core cannot be reached
 */
export async function workControl(message: ControlMessage, door: string | undefined, ports: ControlPorts) {
  const task = controlTask(message, door);
  if (task === undefined) throw new RejectedError('wrong_door', 'such a message does not come this way');
  return task.kind === 'mirror'
    ? mirrorSuppression(task.reference, ports)
    : confirmDestination(task.confirmation, ports.own, ports.destinations);
}
