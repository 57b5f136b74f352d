import { after } from '../dialing/protocol.ts';
import type { AlertRecord } from '../ports/ledger.ts';

/** A sensor's clock may run this far ahead of ours, ms; further ahead the timestamp is wrong. */
export const MAX_AHEAD_MS = 5 * 60 * 1000;

/** An alert must have ended this long after it became too old to call about, or came too old already, ms. */
const GRACE_MS = 30 * 60_000;

/** Whether an alert is too old to call about. Age counts from the alert's own timestamp. */
export function isStale(raisedAt: Date, now: Date, maxAgeMs: number): boolean {
  return now.getTime() - raisedAt.getTime() > maxAgeMs;
}

/** Whether an alert claims to come from the future. */
export function isFromTheFuture(raisedAt: Date, now: Date): boolean {
  return raisedAt.getTime() - now.getTime() > MAX_AHEAD_MS;
}

/** Whether an alert that has not ended should have. `maxAgeMs`: how old an alert may be called about. */
export function isUnaccounted(
  { admittedAt, raisedAt }: Pick<AlertRecord, 'admittedAt' | 'raisedAt'>,
  maxAgeMs: number,
  now: Date,
): boolean {
  const admittedBefore = after(now, -GRACE_MS);
  return admittedAt < admittedBefore && raisedAt < after(admittedBefore, -maxAgeMs);
}
