import { createHash } from 'node:crypto';

/** Fields whose text may be kept in quarantine: ids and instants, if they look like it. */
const KEPT_FIELDS = new Set(['idempotencyKey', 'sensorId', 'customerId', 'alertType', 'timestamp']);

/** No phone number, card or name fits: at most 64 characters with at least one letter and no long digit run. */
const LOOKS_LIKE_AN_ID = /^(?=.*[A-Za-z])(?!.*\d{7})[A-Za-z0-9._:+-]{1,64}$/;

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

/** A phone number with only its last two digits left, for people who know which customer they ask about. */
export function maskedPhone(phone: string): string {
  return `${phone.slice(0, 2)}${'*'.repeat(Math.max(0, phone.length - 4))}${phone.slice(-2)}`;
}

function masked(value: unknown, field: string, depth: number): unknown {
  if (depth > MAX_DEPTH) return '<deeper>';
  if (Array.isArray(value)) return value.slice(0, MAX_ENTRIES).map((entry) => masked(entry, '', depth + 1));
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).slice(0, MAX_ENTRIES);
    return Object.fromEntries(
      entries.map(([name, entry]) => [maskedName(name), masked(entry, name, depth + 1)]),
    );
  }
  if (typeof value === 'string') {
    return KEPT_FIELDS.has(field) && LOOKS_LIKE_AN_ID.test(value) ? value : `<text of ${value.length}>`;
  }
  return value === null ? null : `<${typeof value}>`;
}

const maskedName = (name: string): string =>
  /^[A-Za-z_]{1,40}$/.test(name) ? name : `<name of ${name.length}>`;
