import { after, type Protocol } from '../dialing/protocol.ts';
import type { AlertRecord } from '../ports/ledger.ts';
import type { RecoveryPorts } from './recovery-ports.ts';

type LookUpPorts = Pick<RecoveryPorts, 'contacts' | 'contactLists' | 'clock' | 'telephony'>;

/**
 * The platform's id of the call an alert was granted, if it can be found. `undefined` proves nothing: the search is
 * late, the number may have changed, or the customer is no longer known here.
 * @throws {TransientError} the platform or the contacts cannot be asked now
 */
export async function lookUpCall(
  alert: AlertRecord,
  { contacts, contactLists, clock, telephony }: LookUpPorts,
  protocol: Protocol,
): Promise<string | undefined> {
  const { attemptId, contactListId, sendBy } = alert;
  if (attemptId !== undefined && contactListId !== undefined) {
    const found = await contactLists.readContacts(contactListId, [attemptId]);
    return found.get(attemptId)?.id;
  }
  const known = await contacts.read(alert.customerId, clock.now());
  if (attemptId === undefined || !sendBy || !known) return undefined;
  return telephony.findCall({
    attemptId,
    since: after(sendBy, -protocol.sendMs),
    phoneE164: known.customer.phoneNumber,
  });
}
