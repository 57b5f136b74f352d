import { passesLuhn } from './luhn.ts';
import { readableBase64, spellings } from './spellings.ts';

const EMAIL = /[\w.%+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/;

/** Credentials by the marks their issuers give them, or by the word in front of them. */
const CREDENTIALS = [
  /\b(?:bearer|basic)[\s:]+[\w.~+/=-]{6,}/i,
  /\beyJ[\w-]{8,}\.[\w-]+/,
  /\b(?:AKIA|ASIA)[A-Z0-9]{12,}/,
  /\b(?:sk|pk|rk)[_-](?:live|test)[_-]\w{8,}/i,
  /\bgh[pousr]_\w{16,}/,
  /\bxox[abeoprs]-[\w-]{8,}/,
  /(?:token|secret|password|passwd|pwd|api[_-]?key|authorization)["']?\s*[:=]\s*\S+/i,
];

/** Instants as ids like to carry them; taken out before digits are judged. */
const INSTANTS = [
  /(?<!\d)(?:19|20)\d{2}([-._]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])(?:T?[0-2]\d[0-5]\d(?:[0-5]\d)?Z?)?(?!\d)/g,
  /(?<!\d)[0-2]\d:[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?!\d)/g,
  // Epoch seconds, milliseconds, microseconds and nanoseconds from 2014 to 2033.
  /(?<!\d)1[4-9]\d{8}(?:\d{3}){0,3}(?!\d)/g,
];

const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b/gi;

/** Phone numbers in other text. NANP: the North American Numbering Plan. */
const PHONES = [
  /\+[ ().-]*[1-9](?:[ ()./-]{0,3}\d){6,14}/,
  /(?<!\d)(?:1[ ._-])?\(?[2-9]\d{2}\)?[ ._:-]{1,2}[2-9]\d{2}[ ._:-]\d{4}(?!\d)/,
  /(?<!\d)1?[2-9]\d{2}[2-9]\d{6}(?!\d)/,
  /(?<!\d)(?:00)?[1-9]\d{10,14}(?!\d)/,
  /(?<!\d)0[1-9]\d{8,9}(?!\d)/,
  /(?<!\d)\(?\d{1,5}\)?(?: \(?\d{1,5}\)?){2,6}(?!\d)/,
];

/** Card networks' leading digits: 4, 51-55, 2221-2720, 34, 37, 30, 36, 38, 6011, 64, 65, 35, 62. */
const CARD_START = /^(?:4|5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)|3[47]|30|3[68]|6011|6[45]|35|62)/;

/**
 * Whether a short text looks as if it held a phone number, an e-mail address, a payment card or a credential, in any
 * common spelling. A second line of defence: it knows no names, and what it takes for personal may be innocent.
 */
export function looksPersonal(text: string): boolean {
  return hidesText(text) || spellings(text).some(isPersonal);
}

function isPersonal(text: string): boolean {
  if (EMAIL.test(text) || CREDENTIALS.some((credential) => credential.test(text))) return true;
  if (hasCard(text)) return true;
  const rest = INSTANTS.reduce((left, instant) => left.replace(instant, '~'), text.replace(UUID, '~'));
  return isPhone(text) || PHONES.some((phone) => phone.test(rest));
}

/** The whole text is digits as people group them, an epoch instant included: nobody can tell. */
function isPhone(text: string): boolean {
  const digits = text.replace(/\D/g, '').length;
  if (!/^[\d ().+_:/-]+$/.test(text) || /^\d{4}-\d\d-\d\d$/.test(text)) return false;
  return digits >= 7 && digits <= 15;
}

function hasCard(text: string): boolean {
  const runs = text.match(/(?<!\d)\d(?:[ ._-]?\d){12,18}(?!\d)/g) ?? [];
  return runs.map((run) => run.replace(/\D/g, '')).some((pan) => CARD_START.test(pan) && passesLuhn(pan));
}

/** Base64 of readable text: an id has no reason to hide any. */
const hidesText = (text: string): boolean =>
  (text.match(/[\w+/-]{12,}={0,2}/g) ?? [])
    .flatMap((run) => [run, ...run.split(/[-_]/).filter((part) => part.length >= 12)])
    .some((run) => readableBase64(run) !== undefined);
