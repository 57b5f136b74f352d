import { classify } from '../alert/classify.ts';
import { consentOf, suppressionOf, type Topic } from '../compliance/standing.ts';
import type { AlertClasses } from '../messages/alert-class.ts';
import type { AlertRecord } from '../ports/ledger.ts';
import type { Standing } from '../ports/suppressions.ts';
import type { RecoveryPorts } from './recovery-ports.ts';

/** Whether a call that was allowed when it was placed may still ring; `reason` says why not, for the story. */
export type RingVerdict =
  | { readonly kind: 'yes' }
  | { readonly kind: 'no'; readonly reason: 'permission_ended' | 'suppressed' | 'consent_revoked' };

/**
 * Asks what may have changed since a call was placed: its permission has ended, or its customer wants no calls, or no
 * longer agrees to them.
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
  const topic = { purpose, alertType: alert.alertType };
  if (suppressionOf(standing, topic)) return { kind: 'no', reason: 'suppressed' };
  return isRevokedSince(alert, standing, topic) ? { kind: 'no', reason: 'consent_revoked' } : { kind: 'yes' };
}

/** Whether consent was taken back that the verdict did not know to be: a call allowed in spite of that needs none. */
function isRevokedSince({ decision }: AlertRecord, standing: Standing, topic: Topic): boolean {
  const { revokedAt, grantedAt } = consentOf(standing, topic) ?? {};
  if (!revokedAt || (grantedAt && grantedAt > revokedAt)) return false;
  // A long verdict lies elsewhere without what it was asked; then its instant must tell.
  if (!decision?.asked) return !decision || revokedAt > decision.at;
  return decision.asked.consent?.revokedAt?.getTime() !== revokedAt.getTime();
}
