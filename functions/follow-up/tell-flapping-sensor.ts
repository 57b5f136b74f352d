import { createHash } from 'node:crypto';
import { RejectedError } from '../errors.ts';
import type { CheckSensorRequest } from '../messages/alert-facts.ts';
import type { FollowUpTask } from '../ports/crm.ts';
import { nextBusinessDay } from './business-day.ts';
import { type FollowUpPorts, type FollowUpRules, taskIdOf } from './open-follow-up.ts';

/** How the news of a flapping sensor ended. */
export interface FlappingOutcome {
  readonly outcome: 'check_sensor' | 'refused';
  readonly reason: string;
  readonly key: string;
}

/**
 * Opens the one task of a day to check a sensor that was called about again and again. Repeatable.
 * @throws {TransientError} the CRM or the ledger cannot be reached; the message must come again
 */
export async function tellFlappingSensor(
  request: CheckSensorRequest,
  ports: FollowUpPorts,
  rules: FollowUpRules,
): Promise<FlappingOutcome> {
  try {
    await taskIdOf(checkSensorTask(request, rules.fallbackZone), ports);
    return { outcome: 'check_sensor', reason: request.day, key: request.checkSensor };
  } catch (error) {
    if (!(error instanceof RejectedError)) throw error;
    return { outcome: 'refused', reason: error.reason, key: request.checkSensor };
  }
}

/** One a customer, sensor and UTC day. Pure. `zone`: the team's, IANA. */
export function checkSensorTask(
  { checkSensor, customerId, day }: CheckSensorRequest,
  zone: string,
): FollowUpTask {
  const parts = [customerId, checkSensor, day, 'check-sensor'];
  return {
    externalId: createHash('sha256').update(parts.join('|')).digest('hex'),
    customerId,
    subject: `Sensor ${checkSensor}: check it`,
    description: `It has alerted again and again on ${day} (UTC), each time after its suppression window had ended.`,
    dueDate: nextBusinessDay(new Date(`${day}T12:00:00Z`), zone),
    priority: 'normal',
  };
}
