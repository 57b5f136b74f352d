import type { Suppression } from '../messages/suppression.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Outbox } from '../ports/outbox.ts';
import type { PassNotices } from '../ports/pass-notices.ts';
import type { Random } from '../ports/random.ts';
import type { Said, Suppressions } from '../ports/suppressions.ts';
import { saidBy, untilOf } from './said-by.ts';
import { type StandingAnswer, standingAnswer } from './standing-answer.ts';

export interface SuppressionPorts {
  readonly suppressions: Suppressions;
  readonly ledger: Pick<Ledger, 'askForRingSweep'>;
  /** Wishes that everything offered to agents is gone through. */
  readonly previews: Pick<PassNotices, 'ask'>;
  readonly outbox: Pick<Outbox, 'control'>;
  readonly clock: Clock;
  readonly random: Random;
}

export interface SuppressionRules {
  /** Whether the platform keeps a do-not-call list that follows ours. */
  readonly mirrored: boolean;
}

/**
 * Writes an opt-out, or a word about consent, and answers with what now holds. From the answer on every alert that is
 * judged or about to be dialed sees it, and recovery takes back what waits for an agent. Repeatable.
 * @throws {RejectedError} an instant that cannot be meant
 * @throws {TransientError} it may not be written, or nobody may have been told: repeat
 */
export async function recordSuppression(
  message: Suppression,
  ports: SuppressionPorts,
  rules: SuppressionRules,
): Promise<StandingAnswer> {
  const now = ports.clock.now();
  const said = saidBy(message, now);
  const until = untilOf(message, said);
  const { consent } = message;
  if (consent !== undefined) await ports.suppressions.recordConsent({ ...said, level: consent, until });
  else await ports.suppressions.suppress({ ...said, until });
  // After the write: a sweep that began before it might have read the older word.
  if (consent === undefined || consent === 'revoked') {
    const asked = ports.clock.now();
    await Promise.all([ports.ledger.askForRingSweep(asked), ports.previews.ask(asked)]);
  }
  if (consent === undefined) await mirror(said, now, ports, rules);
  return standingAnswer(await ports.suppressions.read(said, now));
}

/** Lets calls go on, as far as the scope forbade them, and answers with what still holds. Errors as above. */
export async function liftSuppression(
  message: Suppression,
  ports: SuppressionPorts,
  rules: SuppressionRules,
): Promise<StandingAnswer> {
  const now = ports.clock.now();
  const said = saidBy(message, now, 'lift');
  await ports.suppressions.lift(said);
  await mirror(said, now, ports, rules);
  return standingAnswer(await ports.suppressions.read(said, now));
}

/** Ours is the list that counts, so the platform's may follow later: a message that outlives the platform's outages. */
async function mirror(
  { phoneE164 }: Said,
  now: Date,
  { suppressions, outbox, random }: SuppressionPorts,
  { mirrored }: SuppressionRules,
): Promise<void> {
  if (!mirrored || phoneE164 === undefined) return;
  const reference = random.id();
  await suppressions.keepNumber(reference, phoneE164, now);
  await outbox.control({ kind: 'mirror_suppression', reference });
}
