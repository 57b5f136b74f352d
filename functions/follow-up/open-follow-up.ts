import { type AlertOutcome, alertOutcome, type EndingPorts, letWait } from '../alert/ending.ts';
import { eventOf, type MassEventRules } from '../alert/mass-event.ts';
import { RejectedError, TransientError } from '../errors.ts';
import type { FollowUpRequest } from '../messages/alert-facts.ts';
import type { Archive } from '../ports/archive.ts';
import type { Crm, FollowUpTask } from '../ports/crm.ts';
import type { AlertRecord } from '../ports/ledger.ts';
import type { Surges } from '../ports/surges.ts';
import { followUpTask } from './follow-up-task.ts';
import { massEventTask, membersOf } from './mass-event-task.ts';
import { tellTask, told } from './tell-task.ts';

export interface FollowUpPorts extends Pick<EndingPorts, 'ledger' | 'clock' | 'random'> {
  readonly crm: Crm;
  readonly surges: Surges;
  readonly archive: Pick<Archive, 'keepMember'>;
}

export interface FollowUpRules extends MassEventRules {
  /** IANA zone of the team, for customers whose own zone is not known. */
  readonly fallbackZone: string;
}

/**
 * Opens the task for an alert that became a case, and tells a task what came to light later: the only writer of tasks.
 * Repeatable: the CRM returns the first task of an external id and keeps one note of an id, and the ledger remembers
 * both.
 * @throws {TransientError} the ledger cannot be reached
 */
export async function openFollowUp(
  { key }: FollowUpRequest,
  ports: FollowUpPorts,
  rules: FollowUpRules,
): Promise<AlertOutcome> {
  const alert = await ports.ledger.read(key);
  if (!alert) return { outcome: 'already_moved', reason: 'no such alert', key, lane: 'standard' };
  if (alert.state === 'CASED') return tellTask(alert, ports);
  if (alert.state !== 'CASE_PENDING') return alertOutcome('already_moved', alert.state, alert);
  if (alert.releaseAt) await ports.ledger.releaseSlot(alert);
  try {
    const task = await taskFor(alert, ports, rules);
    const taskId = await taskIdOf(task, ports);
    return await caseClosed(alert, { followUpId: task.externalId, taskId }, ports);
  } catch (error) {
    return notOpened(error, alert, ports);
  }
}

/**
 * The alert's own task, or the one task of the mass event it belongs to. Whom the platform may have called needs a
 * person of his own, whatever else is going on.
 */
async function taskFor(
  alert: AlertRecord,
  { surges, archive }: FollowUpPorts,
  rules: FollowUpRules,
): Promise<FollowUpTask> {
  const own = followUpTask(alert, rules.fallbackZone);
  if (alert.why === 'unconfirmed') return own;
  const { alertType, admittedAt } = alert;
  const event = await surges.change(alertType, (surge) => ({
    answer: eventOf(surge, alertType, admittedAt),
  }));
  if (!event) return own;
  const { key, customerId, sensorId } = alert;
  await archive.keepMember(membersOf(event), { key, customerId, sensorId, reason: alert.why ?? 'not known' });
  return massEventTask(event, rules.massEventAlerts, rules.fallbackZone);
}

/** What is known of the call by now is told before the case is closed; what comes later finds it by its state. */
async function caseClosed(
  alert: AlertRecord,
  task: { readonly followUpId: string; readonly taskId: string },
  ports: FollowUpPorts,
): Promise<AlertOutcome> {
  const noted = await told(alert, task.taskId, ports.crm);
  const move = await ports.ledger.recordTask(alert, {
    ...task,
    now: ports.clock.now(),
    ...(noted !== undefined && { noted }),
  });
  return move.kind === 'moved'
    ? alertOutcome('cased', alert.why ?? 'not known', alert)
    : alertOutcome('already_moved', move.alert?.state ?? 'gone', alert);
}

/** The CRM's id of a task, opened if it is not yet. @throws {TransientError} @throws {RejectedError} */
export async function taskIdOf(task: FollowUpTask, { ledger, crm, clock }: FollowUpPorts): Promise<string> {
  const known = await ledger.findTask(task.externalId);
  if (known !== undefined) return known;
  const taskId = await crm.openFollowUp(task);
  await ledger.keepTask(task.externalId, taskId, clock.now());
  return taskId;
}

async function notOpened(error: unknown, alert: AlertRecord, ports: FollowUpPorts): Promise<AlertOutcome> {
  if (error instanceof RejectedError) {
    await ports.ledger.recordTaskRefused(alert, ports.clock.now());
    return alertOutcome('quarantined', 'follow_up_refused', alert);
  }
  if (error instanceof TransientError && error.reason !== 'ledger_unavailable')
    return letWait(alert, error, ports);
  throw error;
}
