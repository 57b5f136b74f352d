import { after } from '../dialing/protocol.ts';
import { TransientError } from '../errors.ts';
import type { AlertRecord } from '../ports/ledger.ts';
import type { RecoveryPorts } from './recovery-ports.ts';

/** A contact that was added is on its list within this time, or it has been removed. */
const SEEN_WITHIN_MS = 5 * 60_000;

/**
 * Takes back what must not ring any more: the callback, or the contact of a campaign. `served`: too late, a phone may
 * have rung. A contact that is not on its list any more counts as served, as a call does that the platform no longer
 * knows. Repeatable.
 * @throws {TransientError} not known yet whether it is taken back: ask again
 */
export async function takeBackCall(
  { contactListId, deadline }: AlertRecord,
  callId: string,
  { telephony, contactLists, clock }: Pick<RecoveryPorts, 'telephony' | 'contactLists' | 'clock'>,
): Promise<'withdrawn' | 'served'> {
  if (contactListId === undefined) return telephony.withdraw(callId);
  const found = await contactLists.withholdContact(contactListId, callId);
  if (found === 'withheld') return 'withdrawn';
  const now = clock.now();
  if (found === 'unknown' && deadline && now < after(deadline, SEEN_WITHIN_MS)) {
    throw new TransientError('contact_not_seen', 'a contact that was just added is not on its list yet');
  }
  return 'served';
}
