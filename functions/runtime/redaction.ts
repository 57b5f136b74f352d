import { createHash } from 'node:crypto';
import { AlertState } from '../messages/alert-state.ts';
import { isKnownField } from './known-fields.ts';
import { looksPersonal } from './personal-text.ts';

/** Fields whose text may be kept in quarantine, because it tells whose sender must be mended. */
const ID_FIELDS = new Set(['idempotencyKey', 'key', 'sensorId', 'customerId']);

/** An id as senders make them: short, with a letter and a digit, so that no name and no number passes for one. */
const LOOKS_LIKE_AN_ID = /^(?=.*[A-Za-z])(?=.*\d)[A-Za-z0-9._:+-]{1,64}$/;

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/;

/** Longer text is not looked at, and so not told. */
const LONGEST_TOLD = 200;

/** An alert's states, and what malformed text is not. */
const CAPITAL_WORDS: ReadonlySet<string> = new Set([...AlertState.options, 'JSON', 'UTF']);

const MAX_DEPTH = 6;
const MAX_ENTRIES = 50;

/** The shape of a body without what it says: enough to mend a sender, nothing about a person. */
export function maskedBody(text: string): string {
  const summary = { bytes: Buffer.byteLength(text), sha256: createHash('sha256').update(text).digest('hex') };
  try {
    return JSON.stringify({ ...summary, body: masked(JSON.parse(text), '', 0) });
  } catch {
    return JSON.stringify({ ...summary, body: 'not JSON' });
  }
}

/**
 * A phone number with only its last two digits left, for people who know which customer they ask about. What is not
 * an E.164 number is not shown at all: it may be anything.
 */
export function maskedPhone(phone: string): string {
  if (!/^\+[1-9]\d{6,14}$/.test(phone)) return 'not a number';
  return `${phone.slice(0, 2)}${'*'.repeat(phone.length - 4)}${phone.slice(-2)}`;
}

/** An id as it may be logged: itself, unless it is no id or looks like a phone number, an e-mail address or the like. */
export function tellableId(id: string): string {
  const isId = /^[A-Za-z0-9._:+/=-]{1,128}$/.test(id);
  return isId && !looksPersonal(id) ? id : `<id of ${id.length}>`;
}

/**
 * A short text of ours as it may be logged: itself, unless it has other words than ours or looks personal. Ours are
 * in small letters, names of fields and a few words in capitals, so that nobody's name passes for one.
 */
export function tellableText(text: string): string {
  const isOurs = text.length <= LONGEST_TOLD && text.split(/[ .,:;()<>/-]+/).every(isOurWord);
  return isOurs && !looksPersonal(text) ? text : `<text of ${text.length}>`;
}

const isOurWord = (word: string): boolean =>
  /^[a-z0-9_]*$/.test(word) || CAPITAL_WORDS.has(word) || isKnownField(word);

function masked(value: unknown, field: string, depth: number): unknown {
  if (depth > MAX_DEPTH) return '<deeper>';
  if (Array.isArray(value)) return value.slice(0, MAX_ENTRIES).map((entry) => masked(entry, '', depth + 1));
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).slice(0, MAX_ENTRIES);
    return Object.fromEntries(
      entries.map(([name, entry], index) => [maskedName(name, index), masked(entry, name, depth + 1)]),
    );
  }
  if (typeof value === 'string') return mayBeKept(field, value) ? value : `<text of ${value.length}>`;
  return value === null ? null : `<${typeof value}>`;
}

function mayBeKept(field: string, value: string): boolean {
  if (field === 'timestamp') return INSTANT.test(value);
  return ID_FIELDS.has(field) && LOOKS_LIKE_AN_ID.test(value) && !looksPersonal(value);
}

/** The place keeps two names of one length apart. */
const maskedName = (name: string, index: number): string =>
  isKnownField(name) ? name : `<name ${index + 1} of ${name.length}>`;
