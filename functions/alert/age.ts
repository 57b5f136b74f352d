/** A sensor's clock may run this far ahead of ours; further ahead the timestamp is wrong. */
const MAX_AHEAD_MS = 5 * 60 * 1000;

/** Whether an alert is too old to call about. Age counts from the alert's own timestamp. */
export function isStale(raisedAt: Date, now: Date, maxAgeMs: number): boolean {
  return now.getTime() - raisedAt.getTime() > maxAgeMs;
}

/** Whether an alert claims to come from the future. */
export function isFromTheFuture(raisedAt: Date, now: Date): boolean {
  return raisedAt.getTime() - now.getTime() > MAX_AHEAD_MS;
}
