import { suppressionOf } from '../compliance/standing.ts';
import type { ContextRules } from '../messages/context.ts';
import type { CachedCustomer } from '../ports/contact-cache.ts';
import type { Standing } from '../ports/suppressions.ts';

/** Why a contact must not be called now. */
export type Withheld =
  | 'suppressions_unknown'
  | 'suppressed'
  | 'context_unavailable'
  | 'do_not_disturb'
  | 'hold'
  | 'hold_unknown';

/** Withheld only because the answer did not come in time; who asks later may know better. */
const DOUBTS: ReadonlySet<Withheld | undefined> = new Set([
  'suppressions_unknown',
  'context_unavailable',
  'hold_unknown',
]);

/** Whether an agent was shown too little to call, and nothing that speaks against a call. */
export const isDoubt = (why: Withheld | undefined): boolean => DOUBTS.has(why);

/** What is known when an agent looks. */
export interface KnownContact {
  readonly cached: CachedCustomer | undefined;
  /** Our own list, read just now; `undefined` when it could not be read. */
  readonly standing: Standing | undefined;
}

/**
 * Whether a contact is withheld, and why; `undefined`: it may be called as far as this can tell. Doubt withholds: a
 * do-not-disturb flag or a hold may have been set since an old description (guide 000, section 1, the trap). Pure.
 */
export function withheld(
  { cached, standing }: KnownContact,
  rules: ContextRules,
  now: Date,
): Withheld | undefined {
  if (standing === undefined) return 'suppressions_unknown';
  if (suppressionOf(standing, { purpose: rules.purpose })) return 'suppressed';
  if (cached === undefined) return 'context_unavailable';
  const { customer, fetchedAt } = cached;
  if (customer.doNotDisturb) return 'do_not_disturb';
  if (rules.holdFields.some((name) => saysHold(customer.fields?.[name]))) return 'hold';
  return now.getTime() - fetchedAt.getTime() > rules.holdMaxAgeMs ? 'hold_unknown' : undefined;
}

/** What CRMs write where there is no hold; anything else is one. */
const NO_HOLD = new Set(['', '0', 'false', 'no', 'none']);

const saysHold = (value: string | undefined): boolean =>
  value !== undefined && !NO_HOLD.has(value.trim().toLowerCase());
