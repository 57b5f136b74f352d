import { eventTold } from '../alert/mass-event.ts';
import { RejectedError } from '../errors.ts';
import type { MassEventRequest } from '../messages/alert-facts.ts';
import { massEventTask } from './mass-event-task.ts';
import { type FollowUpPorts, type FollowUpRules, taskIdOf } from './open-follow-up.ts';

/** How the news of a mass event ended. */
export interface MassEventOutcome {
  readonly outcome: 'mass_event' | 'refused';
  readonly reason: string;
  readonly key: string;
}

/**
 * Opens the one task about a mass event, even if every customer could be called. Repeatable: admission sends the news
 * until somebody has told it.
 * @throws {TransientError} the CRM or the ledger cannot be reached; the message must come again
 */
export async function tellMassEvent(
  { massEvent, since }: MassEventRequest,
  ports: FollowUpPorts,
  rules: FollowUpRules,
): Promise<MassEventOutcome> {
  const task = massEventTask({ alertType: massEvent, since }, rules.massEventAlerts, rules.fallbackZone);
  try {
    await taskIdOf(task, ports);
  } catch (error) {
    if (!(error instanceof RejectedError)) throw error;
    return { outcome: 'refused', reason: error.reason, key: massEvent };
  }
  await ports.surges.change(massEvent, (surge) => eventTold(surge, since));
  return { outcome: 'mass_event', reason: 'told', key: massEvent };
}
