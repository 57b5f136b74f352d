import { type AlertOutcome, alertOutcome } from '../alert/ending.ts';
import { RejectedError, TransientError } from '../errors.ts';
import type { Crm } from '../ports/crm.ts';
import type { AlertRecord } from '../ports/ledger.ts';
import { evidenceKey, evidenceNote } from './evidence-note.ts';
import type { FollowUpPorts } from './open-follow-up.ts';

/**
 * Adds to the task of a case what has come to light since. A CRM that refuses the note, because a person has closed or
 * deleted the task, is not asked again.
 * @throws {TransientError} the ledger cannot be reached
 */
export async function tellTask(alert: AlertRecord, ports: FollowUpPorts): Promise<AlertOutcome> {
  const { taskId } = alert;
  const word = evidenceKey(alert);
  if (taskId === undefined || word === undefined || word === alert.noted) {
    return alertOutcome('already_moved', alert.state, alert);
  }
  try {
    await ports.crm.addNote(taskId, evidenceNote(alert, word));
  } catch (error) {
    // Recovery sends the message again: the evidence has an appointment.
    if (error instanceof TransientError) return alertOutcome('waiting', error.reason, alert);
    if (!(error instanceof RejectedError)) throw error;
    await ports.ledger.recordNoted(alert, word, ports.clock.now());
    return alertOutcome('note_refused', error.reason, alert);
  }
  await ports.ledger.recordNoted(alert, word, ports.clock.now());
  return alertOutcome('noted', 'evidence', alert);
}

/**
 * Tells a task that is about to close its case; gives the word that was told, if there was any. A refused note counts as
 * told: the task itself is there.
 * @throws {TransientError} the CRM cannot be reached
 */
export async function told(alert: AlertRecord, taskId: string, crm: Crm): Promise<string | undefined> {
  const word = evidenceKey(alert);
  if (word === undefined) return undefined;
  await crm.addNote(taskId, evidenceNote(alert, word)).catch((error: unknown) => {
    if (!(error instanceof RejectedError)) throw error;
  });
  return word;
}
