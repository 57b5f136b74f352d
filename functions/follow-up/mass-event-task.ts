import { createHash } from 'node:crypto';
import type { FollowUpTask } from '../ports/crm.ts';
import type { MassEvent } from '../ports/surges.ts';
import { nextBusinessDay } from './business-day.ts';

/** The CRM's reference for tasks that are about no single customer. */
const OPERATIONS = 'operations';

/** Where the archive keeps who is affected. */
export const membersOf = ({ alertType, since }: Pick<MassEvent, 'alertType' | 'since'>): string =>
  `${alertType}-${since.getTime()}`;

/**
 * The one task about a mass event. Pure, and computed only from what tells the event from others, so that everybody who
 * opens it opens the same. `zone`: the team's, IANA.
 */
export function massEventTask(
  event: Pick<MassEvent, 'alertType' | 'since'>,
  moreThan: number,
  zone: string,
): FollowUpTask {
  const { alertType, since } = event;
  const from = since.toISOString();
  return {
    externalId: createHash('sha256').update(`mass-event|${alertType}|${from}`).digest('hex'),
    customerId: OPERATIONS,
    subject: `Many sensors at once: ${alertType}`,
    description: [
      `More than ${moreThan} alerts of type ${alertType} came within five minutes of ${from}.`,
      'Customers who may be called are called; those who are not have no task of their own.',
      `The archive lists them under mass-events/${membersOf(event)}/.`,
    ].join('\n'),
    dueDate: nextBusinessDay(since, zone),
    priority: 'high',
  };
}
