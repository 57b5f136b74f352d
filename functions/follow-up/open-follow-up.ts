import { type AlertOutcome, alertOutcome, type EndingPorts, letWait } from '../alert/ending.ts';
import { RejectedError, TransientError } from '../errors.ts';
import type { FollowUpRequest } from '../messages/alert-facts.ts';
import type { Crm, FollowUpTask } from '../ports/crm.ts';
import type { AlertRecord } from '../ports/ledger.ts';
import { followUpTask } from './follow-up-task.ts';

export interface FollowUpPorts extends Pick<EndingPorts, 'ledger' | 'clock' | 'random'> {
  readonly crm: Crm;
}

export interface FollowUpRules {
  /** IANA zone of the team, for customers whose own zone is not known. */
  readonly fallbackZone: string;
}

/**
 * Opens the task for an alert that became a case: the only writer of tasks. Repeatable: the CRM returns the first
 * task of an external id, and the ledger remembers it.
 * @throws {TransientError} the ledger cannot be reached
 */
export async function openFollowUp(
  { key }: FollowUpRequest,
  ports: FollowUpPorts,
  rules: FollowUpRules,
): Promise<AlertOutcome> {
  const alert = await ports.ledger.read(key);
  if (!alert) return { outcome: 'already_moved', reason: 'no such alert', key, lane: 'standard' };
  if (alert.state !== 'CASE_PENDING') return alertOutcome('already_moved', alert.state, alert);
  if (alert.releaseAt) await ports.ledger.releaseSlot(alert);
  const task = followUpTask(alert, rules.fallbackZone);
  try {
    const taskId = await taskIdOf(task, ports);
    await ports.ledger.recordTask(alert, { followUpId: task.externalId, taskId, now: ports.clock.now() });
    return alertOutcome('cased', alert.why ?? 'not known', alert);
  } catch (error) {
    return notOpened(error, alert, ports);
  }
}

async function taskIdOf(task: FollowUpTask, { ledger, crm, clock }: FollowUpPorts): Promise<string> {
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
