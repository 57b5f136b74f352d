import { RejectedError } from '../errors.ts';
import type { Suppression } from '../messages/suppression.ts';
import type { Said } from '../ports/suppressions.ts';

/** A sender's clock may run this far ahead of ours; a word from further ahead would outlive every later one. */
const MAX_AHEAD_MS = 5 * 60 * 1000;

/**
 * What a message says and since when. Pure.
 * @throws {RejectedError} `time` lies in the future, or what a lift cannot mean
 */
export function saidBy(message: Suppression, now: Date, purpose: 'record' | 'lift' = 'record'): Said {
  const { phoneNumber, customerId, scope, source, reason, time } = message;
  const at = time === undefined ? now : new Date(time);
  if (at.getTime() - now.getTime() > MAX_AHEAD_MS) throw refused('time', 'must not lie in the future');
  if (purpose === 'lift') {
    if (message.consent !== undefined) throw refused('consent', 'is not lifted; post what is said now');
    if (message.expiresAt !== undefined)
      throw refused('expiresAt', 'a lift has none; post a new suppression');
  }
  return {
    ...(phoneNumber !== undefined && { phoneE164: phoneNumber }),
    ...(customerId !== undefined && { customerId }),
    scope,
    source,
    ...(reason !== undefined && { reason }),
    at,
  };
}

/** Until when a word holds; `null` is for good. @throws {RejectedError} it would end before it begins */
export function untilOf({ expiresAt }: Suppression, { at }: Said): Date | null {
  if (expiresAt === undefined) return null;
  const until = new Date(expiresAt);
  if (until <= at) throw refused('expiresAt', 'must be later than time');
  return until;
}

const refused = (field: string, what: string): RejectedError =>
  new RejectedError(`malformed: ${field}`, `${field}: ${what}`);
