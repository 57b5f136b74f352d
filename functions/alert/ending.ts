import { after } from '../dialing/protocol.ts';
import type { TransientError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { AlertRecord, Ledger, Refusal } from '../ports/ledger.ts';
import type { Outbox } from '../ports/outbox.ts';
import type { Random } from '../ports/random.ts';
import { LOOK_WITHIN_MS, waitMs } from './waiting.ts';

/** How a worker's pass over an admitted alert ended. */
export interface AlertOutcome {
  readonly outcome: string;
  readonly reason: string;
  readonly key: string;
  readonly lane: string;
}

/** What a pass needs to end an alert or to let it wait. */
export interface EndingPorts {
  readonly ledger: Ledger;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly random: Random;
}

/** The outcome line of an alert. */
export function alertOutcome(
  outcome: string,
  reason: string,
  alert: { readonly key: string; readonly severity: string },
): AlertOutcome {
  return { outcome, reason, key: alert.key, lane: alert.severity };
}

/**
 * No call: the alert becomes a case and the follow-up worker hears of it. An alert that somebody else moved stays
 * as it is. Repeatable. @throws {TransientError}
 */
export async function deferAlert(
  alert: AlertRecord,
  refusal: Omit<Refusal, 'now'>,
  ports: Pick<EndingPorts, 'ledger' | 'outbox' | 'clock'>,
): Promise<AlertOutcome> {
  const move = await ports.ledger.openCase(alert, { ...refusal, now: ports.clock.now() });
  if (move.kind === 'lost') return alertOutcome('already_moved', refusal.reason, alert);
  await ports.outbox.followUp({ key: alert.key });
  return alertOutcome('deferred', refusal.reason, alert);
}

/** The alert waits in the ledger, so its message is done: recovery takes it up. @throws {TransientError} */
export async function letWait(
  alert: AlertRecord,
  cause: Pick<TransientError, 'reason' | 'retryAfterMs'>,
  ports: Pick<EndingPorts, 'ledger' | 'clock' | 'random'>,
): Promise<AlertOutcome> {
  const forMs = Math.min(LOOK_WITHIN_MS, waitMs(alert.passes, cause.retryAfterMs, ports.random.fraction()));
  await ports.ledger.wait(alert, after(ports.clock.now(), forMs), cause.reason);
  return alertOutcome('waiting', cause.reason, alert);
}
