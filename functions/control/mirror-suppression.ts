import { TransientError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Standing, Suppressions } from '../ports/suppressions.ts';
import type { Telephony } from '../ports/telephony.ts';

export interface MirrorPorts {
  readonly suppressions: Pick<Suppressions, 'read' | 'numberOf'>;
  readonly telephony: Pick<Telephony, 'mirrorSuppression'>;
  readonly clock: Clock;
}

/** How one mirroring ended. */
export interface MirrorOutcome {
  readonly outcome: 'mirrored' | 'forgotten';
  readonly reason: string;
}

/** A number whose standing changes more often than this while it is mirrored comes again. */
const MOST_ROUNDS = 3;

/**
 * Brings the platform's do-not-call list up to what ours says of the number under a reference. It looks again after
 * each change, so that of two messages about one number the last to act leaves the right one. Repeatable.
 * @throws {TransientError} a store or the platform cannot be reached, or the number's standing would not rest
 */
export async function mirrorSuppression(reference: string, ports: MirrorPorts): Promise<MirrorOutcome> {
  const { suppressions, telephony, clock } = ports;
  const phoneE164 = await suppressions.numberOf(reference, clock.now());
  if (phoneE164 === undefined) return { outcome: 'forgotten', reason: 'no number is kept for it any more' };
  const look = async () => listingOf(await suppressions.read({ phoneE164 }, clock.now()));
  let wanted = await look();
  for (let rounds = 1; rounds <= MOST_ROUNDS; rounds++) {
    await telephony.mirrorSuppression({ phoneE164, ...wanted });
    const now = await look();
    if (now.listed === wanted.listed && now.until?.getTime() === wanted.until?.getTime()) {
      return { outcome: 'mirrored', reason: wanted.listed ? 'listed' : 'not listed' };
    }
    wanted = now;
  }
  throw new TransientError('standing_changes', 'what holds for the number keeps changing');
}

/** The platform's list knows no scopes: whoever refused any kind of call is on it, for as long as the longest refusal. */
function listingOf({ suppressions }: Standing): { readonly listed: boolean; readonly until?: Date } {
  if (suppressions.length === 0) return { listed: false };
  const ends = suppressions.map(({ until }) => until?.getTime() ?? Number.POSITIVE_INFINITY);
  const last = Math.max(...ends);
  return { listed: true, ...(Number.isFinite(last) && { until: new Date(last) }) };
}
