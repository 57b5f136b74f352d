import { type AlertOutcome, alertOutcome } from '../alert/ending.ts';
import { LOOK_WITHIN_MS, waitMs } from '../alert/waiting.ts';
import { RejectedError, TransientError, UnknownOutcomeError } from '../errors.ts';
import type { DialRequest } from '../messages/alert-facts.ts';
import type { AlertRecord, Placement } from '../ports/ledger.ts';
import type { DialingRules } from './ask-again.ts';
import type { DialingPorts } from './dialing-ports.ts';
import { after, type Protocol } from './protocol.ts';
import { firstRingLook } from './ringing.ts';

/** Longest delay a queue can give a message, seconds (SQS quota). */
const LONGEST_DELAY_SECONDS = 900;

/** Each of these is sent up to three times by the client itself. */
const PLACED_TRIES = 3;

/** Recovery looks this much later than the delayed message, so that only one of the two does the work. */
const AFTER_THE_MESSAGE_MS = 60_000;

/**
 * Writes down what became of a granted request (`dialing-protocol.md` section 7). Whatever is not proven counts as
 * unknown, so that nothing is ever sent twice.
 * @throws {TransientError} the ledger cannot be reached: the grant's expiry finds the alert
 */
export async function concludeCall(
  call: Promise<string>,
  granted: AlertRecord,
  request: DialRequest,
  ports: DialingPorts,
  rules: DialingRules,
): Promise<AlertOutcome> {
  const answered = await call.then(
    (callId) => ({ callId }),
    (error: unknown) => ({ error }),
  );
  if ('callId' in answered) return accepted(answered.callId, granted, ports, rules);
  const { error } = answered;
  if (error instanceof RejectedError) return rejected(error, granted, ports);
  if (error instanceof TransientError) return tryLater(error, granted, request, ports);
  const reason = error instanceof UnknownOutcomeError ? error.reason : 'unexpected failure while sending';
  const now = ports.clock.now();
  await ports.ledger.recordUncertain(granted, reason, now, after(now, rules.protocol.searchMs));
  return alertOutcome('uncertain', reason, granted);
}

async function accepted(
  callId: string,
  granted: AlertRecord,
  ports: DialingPorts,
  { protocol }: DialingRules,
): Promise<AlertOutcome> {
  const placed = await recordedPlaced(callId, granted, ports, protocol);
  if (placed.kind === 'moved') return alertOutcome('placed', 'accepted by the platform', granted);
  // A lost message is no harm: the evidence has an appointment with recovery.
  if (placed.kind === 'evidence') await ports.outbox.followUp({ key: granted.key });
  return alertOutcome('already_moved', 'accepted after it had been given up', granted);
}

/** What the platform said is known here alone, so a ledger that fails is asked again before it is given up. */
async function recordedPlaced(
  callId: string,
  granted: AlertRecord,
  ports: DialingPorts,
  protocol: Protocol,
): Promise<Placement> {
  for (let tries = 1; ; tries++) {
    const now = ports.clock.now();
    const ringLookAt = firstRingLook(granted, now, protocol);
    try {
      return await ports.ledger.recordPlaced(granted, { callId, now, ...(ringLookAt && { ringLookAt }) });
    } catch (error) {
      if (!(error instanceof TransientError) || tries === PLACED_TRIES) throw error;
    }
  }
}

/** Refused for good: nothing rang, so the next alert of this sensor may be called at once. */
async function rejected(
  error: RejectedError,
  granted: AlertRecord,
  ports: DialingPorts,
): Promise<AlertOutcome> {
  const now = ports.clock.now();
  const move = await ports.ledger.recordRejected(granted, { reason: error.reason, now, releaseAt: now });
  if (move.kind === 'lost') return alertOutcome('already_moved', error.reason, granted);
  await ports.outbox.followUp({ key: granted.key });
  return alertOutcome('deferred', error.reason, granted);
}

/** Proof that nothing was accepted: the grant is returned, and a delayed message or recovery tries again. */
async function tryLater(
  error: TransientError,
  granted: AlertRecord,
  request: DialRequest,
  ports: DialingPorts,
): Promise<AlertOutcome> {
  const now = ports.clock.now();
  // A second refusal is not about an old token, and must not go round in a loop without a pause.
  const mustRefreshToken = error.reason.endsWith('_unauthorized') && granted.notBefore === undefined;
  const forMs = mustRefreshToken ? 0 : waitMs(grantsOf(granted), error.retryAfterMs, ports.random.fraction());
  const notBefore = after(now, forMs);
  const seconds = Math.ceil(forMs / 1000);
  const byMessage = seconds <= LONGEST_DELAY_SECONDS;
  const nextAt = byMessage
    ? after(notBefore, AFTER_THE_MESSAGE_MS)
    : after(now, Math.min(forMs, LOOK_WITHIN_MS));
  const move = await ports.ledger.returnGrant(granted, error.reason, notBefore, nextAt, now);
  if (move.kind === 'moved' && byMessage) await ports.outbox.dial(request, seconds);
  return alertOutcome('waiting', error.reason, granted);
}

/** Requests granted so far: what was refused often waits longer. */
const grantsOf = (alert: AlertRecord): number =>
  alert.passes + alert.transitions.filter(({ state }) => state === 'PLACING').length;
