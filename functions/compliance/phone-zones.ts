import { type PhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { PREFIXES, ZONES } from './generated/phone-prefixes.ts';
import type { PhoneZone } from './permission.ts';

/** Calling codes whose mobile numbers tell a place (libphonenumber, `GEO_MOBILE_COUNTRIES`). */
const GEOGRAPHIC_MOBILES = new Set(['52', '54', '55', '62', '86']);
const LONGEST_PREFIX = 9;

const zonesByPrefix = table();

/** A number that nobody has; see `PhoneZone`. */
export const NO_NUMBER: PhoneZone = { zone: '', source: 'invalid_phone' };

/**
 * The zones of a number by its type: that of a place has those of its prefix, under +1 of its whole area code; any other
 * has those of its calling code. Empty when no zone is known. Without cleaning: what is not exactly E.164, or can only be
 * called at a premium, is no number.
 */
export function phoneZones(phoneE164: string): readonly PhoneZone[] {
  const number = validNumber(phoneE164);
  if (!number) return [NO_NUMBER];
  const digits = phoneE164.slice(1);
  if (!isOfAPlace(number)) return found(number.countryCallingCode, 'calling_code');
  if (number.countryCallingCode === '1') {
    const byAreaCode = found(digits.slice(0, 4), 'area_code');
    return byAreaCode.length > 0 ? byAreaCode : found('1', 'calling_code');
  }
  const prefix = Array.from({ length: LONGEST_PREFIX }, (_, cut) =>
    digits.slice(0, LONGEST_PREFIX - cut),
  ).find((candidate) => zonesByPrefix.has(candidate));
  return found(prefix ?? '', 'prefix');
}

function validNumber(phoneE164: string): PhoneNumber | undefined {
  if (!/^\+[1-9]\d{6,14}$/.test(phoneE164)) return undefined;
  const number = parsePhoneNumberFromString(phoneE164);
  if (!number?.isValid() || number.number !== phoneE164) return undefined;
  return number.getType() === 'PREMIUM_RATE' ? undefined : number;
}

/** Mobiles of the Caribbean have a type of their own; their area code tells their island all the same. */
function isOfAPlace(number: PhoneNumber): boolean {
  const type = number.getType();
  if (type === 'FIXED_LINE' || type === 'FIXED_LINE_OR_MOBILE') return true;
  const code = number.countryCallingCode;
  return type === 'MOBILE' && (code === '1' || GEOGRAPHIC_MOBILES.has(code));
}

function found(prefix: string, source: PhoneZone['source']): PhoneZone[] {
  return (zonesByPrefix.get(prefix) ?? []).map((zone) => ({ zone, source }));
}

function table(): ReadonlyMap<string, readonly string[]> {
  const names = ZONES.trim().split(/\s+/);
  return new Map(
    PREFIXES.trim()
      .split(/\s+/)
      .map((entry) => {
        const [prefix = '', numbers = ''] = entry.split(':');
        return [prefix, numbers.split('.').map((number) => names[Number.parseInt(number, 36)] ?? '')];
      }),
  );
}
