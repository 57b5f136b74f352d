import { type AlertOutcome, alertOutcome } from '../alert/ending.ts';
import { after, type Protocol } from '../dialing/protocol.ts';
import { RejectedError, TransientError } from '../errors.ts';
import type { AlertRecord } from '../ports/ledger.ts';
import { lookUpCall } from './look-up-call.ts';
import type { RecoveryPorts } from './recovery-ports.ts';

/** Between two looks at an unknown outcome. */
const LOOK_AGAIN_MS = 60_000;

/**
 * Looks for the call of an unknown outcome (X2) and gives up when it has not been found for too long (X3): a person
 * must ask. That nothing is found proves nothing, so nothing is ever sent again.
 * @throws {TransientError} the ledger or a queue cannot be reached
 */
export async function resumeUncertain(
  alert: AlertRecord,
  now: Date,
  ports: RecoveryPorts,
  protocol: Protocol,
): Promise<AlertOutcome> {
  const search = await searched(alert, ports, protocol);
  if (search.callId !== undefined) {
    const { callId } = search;
    // Looked at at once: it was not among the waiting calls when a number was suppressed meanwhile.
    const move = await ports.ledger.confirmPlaced(alert, { callId, now, ringLookAt: now });
    return move.kind === 'moved'
      ? alertOutcome('placed', 'found on the platform', alert)
      : alertOutcome('already_moved', move.alert?.state ?? 'gone', alert);
  }
  const givesUpAt = after(alert.uncertainSince ?? now, protocol.reconcileMs);
  if (now > givesUpAt) return giveUp(alert, now, ports);
  const next = Math.min(after(now, LOOK_AGAIN_MS).getTime(), after(givesUpAt, 1).getTime());
  await ports.ledger.wait(alert, new Date(next), 'certainty');
  return alertOutcome('waiting', search.reason, alert);
}

/** A search that fails tells as much as one that finds nothing: the time to give up comes all the same. */
async function searched(
  alert: AlertRecord,
  ports: RecoveryPorts,
  protocol: Protocol,
): Promise<{ readonly callId?: string; readonly reason: string }> {
  try {
    const callId = await lookUpCall(alert, ports, protocol);
    return { reason: 'certainty', ...(callId !== undefined && { callId }) };
  } catch (error) {
    if (error instanceof TransientError || error instanceof RejectedError) return { reason: error.reason };
    throw error;
  }
}

async function giveUp(alert: AlertRecord, now: Date, ports: RecoveryPorts): Promise<AlertOutcome> {
  const move = await ports.ledger.giveUp(alert, now);
  if (move.kind === 'moved') await ports.outbox.followUp({ key: alert.key });
  return alertOutcome('uncertain', 'unconfirmed', alert);
}
