import { RejectedError } from '../errors.ts';
import type { AlertClasses } from '../messages/alert-class.ts';
import type { PanelChoice, PanelDisposition } from '../messages/panel.ts';
import type { PanelSession } from '../ports/panel-sessions.ts';
import type { PanelPorts } from './panel-ports.ts';

export interface DispositionRules {
  readonly choices: readonly PanelChoice[];
  readonly classes: AlertClasses;
}

/**
 * Hands what came of the call to segmentation, as a completion of its own. Repeatable: the same code for the same call
 * is the same completion; another code is a later word.
 * @throws {RejectedError} `unknown_disposition`
 * @throws {TransientError} the ledger or the queue cannot be reached: repeat
 */
export async function recordDisposition(
  session: PanelSession,
  { disposition }: PanelDisposition,
  { ledger, completions, clock }: PanelPorts,
  { choices, classes }: DispositionRules,
): Promise<{ readonly status: 'accepted' }> {
  const choice = choices.find((each) => each.disposition === disposition);
  if (choice === undefined)
    throw new RejectedError('unknown_disposition', 'disposition: is none of this stage');
  const alert = await ledger.read(session.alertKey);
  const queue = classes[session.className]?.routingQueue;
  await completions.completed({
    customerId: session.customerId,
    disposition,
    tags: [...choice.tags],
    channel: 'voice',
    ...(queue !== undefined && { queue }),
    ...(alert?.callId !== undefined && { contactId: alert.callId }),
    endTime: clock.now().toISOString(),
    idempotency_key: `panel-${session.reference}-${disposition}`,
  });
  return { status: 'accepted' };
}
