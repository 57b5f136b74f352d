/** A description this young is as good as the CRM's answer (guide 000, edge case 1). */
export const FRESH_MS = 5 * 60_000;

/** From this age on it is seen to that a new one is fetched as soon as it is old, behind the readers' backs. */
export const NEARLY_STALE_MS = 4 * 60_000;

/**
 * How long whoever asks the CRM is waited for before another may: the message's way, a slot of the budget (10 s), the
 * answer, and one more with a fresh token (10 s each).
 */
export const LEASE_MS = 45_000;
