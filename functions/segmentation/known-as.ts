import * as z from 'zod/mini';
import type { Customer } from '../messages/customer.ts';
import type { KnownAs } from '../ports/segment-crm.ts';

/** The field of a customer that holds the e-mail address, by our names. */
export const EMAIL_FIELD = 'email';

const Email = z.email().check(z.maxLength(254));
const E164 = /^\+[1-9]\d{6,14}$/;

/** What a customer is found by, or why nobody can be. */
export type Identified =
  | { readonly kind: 'known'; readonly as: KnownAs }
  | { readonly kind: 'unknown'; readonly why: 'identifier_missing' | 'identifier_invalid' };

/** The number or address of a customer, judged before anybody is asked for it. `undefined`: there is no customer. */
export function identified(by: KnownAs['by'], customer: Customer | undefined): Identified {
  const text = by === 'phone' ? customer?.phoneNumber : customer?.fields?.[EMAIL_FIELD];
  if (text === undefined || text.trim() === '') return { kind: 'unknown', why: 'identifier_missing' };
  const value = by === 'phone' ? text.replace(/[\s().\-/]/g, '') : text.trim().toLowerCase();
  const valid = by === 'phone' ? E164.test(value) : Email.safeParse(value).success;
  return valid ? { kind: 'known', as: { by, value } } : { kind: 'unknown', why: 'identifier_invalid' };
}
