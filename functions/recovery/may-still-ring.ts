import { classify } from '../alert/classify.ts';
import { suppressionOf } from '../compliance/standing.ts';
import type { AlertClasses } from '../messages/alert-class.ts';
import type { AlertRecord } from '../ports/ledger.ts';
import type { RecoveryPorts } from './recovery-ports.ts';

/** Whether a call that was allowed when it was placed may still ring; `reason` says why not, for the story. */
export type RingVerdict =
  | { readonly kind: 'yes' }
  | { readonly kind: 'no'; readonly reason: 'permission_ended' | 'suppressed' };

/**
 * Asks what may have changed since a call was placed: its permission has ended, or its customer wants no calls.
 * @throws {TransientError} the contacts cannot be asked now
 */
export async function mayStillRing(
  alert: AlertRecord,
  now: Date,
  ports: Pick<RecoveryPorts, 'contacts' | 'suppressions'>,
  { classes }: { readonly classes: AlertClasses },
): Promise<RingVerdict> {
  if (alert.mustRingBy && alert.mustRingBy <= now) return { kind: 'no', reason: 'permission_ended' };
  const known = await ports.contacts.read(alert.customerId, now);
  const number = known ? { phoneE164: known.customer.phoneNumber } : {};
  const standing = await ports.suppressions.read({ customerId: alert.customerId, ...number }, now);
  const { purpose } = classify(alert.alertType, classes).class;
  const suppression = suppressionOf(standing, { purpose, alertType: alert.alertType });
  return suppression ? { kind: 'no', reason: 'suppressed' } : { kind: 'yes' };
}
