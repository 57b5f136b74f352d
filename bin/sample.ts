import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { UsageError } from './arguments.ts';

/** A sample message and the door it belongs to. */
export interface Sample {
  /** Path without a leading slash. */
  readonly door: string;
  readonly text: string;
  /** The idempotency keys in it, in order. */
  readonly keys: readonly string[];
}

/** Doors by the base name of their samples; a rejected sample's name goes on with the reason. */
const DOORS: Readonly<Record<string, string>> = {
  'sensor-alert': 'v1/alerts',
  'sensor-alerts': 'v1/alerts',
  suppression: 'v1/suppressions',
  'telephony-event': 'v1/incidents',
  'ticket-change': 'v1/tickets',
  'interaction-completed': 'v1/interactions',
  'campaign-event': 'v1/campaigns',
  'preview-contacts': 'v1/previews',
  'contact-change': 'v1/contacts',
};

/** Reads a sample file; unless `asIs`, each element gets a fresh key and the present as its timestamp. */
export function readSample(file: string, asIs: boolean, now: Date): Sample {
  const name = basename(file, '.json');
  const [, door] = Object.entries(DOORS).find(([own]) => name === own || name.startsWith(`${own}-`)) ?? [];
  if (door === undefined) {
    const known = Object.keys(DOORS).join(', ');
    throw new UsageError(`no door takes ${name}; a sample's name begins with that of its message: ${known}`);
  }
  const text = readText(file);
  if (asIs) return { door, text, keys: keysIn(parsedOr(text, undefined)) };
  const body = parsedOr(text, undefined);
  if (body === undefined) throw new UsageError(`${file} is not JSON; send it with --as-is`);
  const fresh = Array.isArray(body) ? body.map((element) => freshened(element, now)) : freshened(body, now);
  return { door, text: JSON.stringify(fresh), keys: keysIn(fresh) };
}

/** An alert, an event or a completion with a new key that happens now, an opt-out or a change said just now; else what it was. */
export function freshened(element: unknown, now: Date): unknown {
  if (isSaid(element)) return { ...element, time: now.toISOString() };
  if (isChange(element)) return { ...element, changedAt: now.toISOString() };
  if (isCampaignEvent(element)) return { ...element, timestamp: now.toISOString() };
  if (isEvent(element)) return { ...element, id: freshId('evt', now), timestamp: now.toISOString() };
  if (isCompletion(element)) return freshCompletion(element, now);
  if (!isAlert(element)) return element;
  return { ...element, idempotencyKey: freshId('sensor-evt', now), timestamp: now.toISOString() };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(`${file} cannot be read`);
  }
}

function parsedOr(text: string, otherwise: undefined): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return otherwise;
  }
}

/** A conversation of five minutes that ends now. */
function freshCompletion(element: object, now: Date): object {
  const contactId = freshId('conversation', now);
  const startTime = new Date(now.getTime() - 5 * 60_000).toISOString();
  const times = { startTime, endTime: now.toISOString() };
  return { ...element, contactId, ...times, idempotency_key: `${contactId}-${startTime}` };
}

const keysIn = (body: unknown): string[] =>
  (Array.isArray(body) ? body : [body]).flatMap((element) => {
    if (isAlert(element)) return [element.idempotencyKey];
    if (isCompletion(element)) return [element.idempotency_key];
    if (isCampaignEvent(element)) return [element.data.campaignId];
    if (isChange(element)) return [element.customerId];
    if (isPush(element)) return element.contacts.map(({ contactId }) => contactId);
    return isEvent(element) ? [element.id] : [];
  });

const freshId = (what: string, now: Date): string =>
  `${what}-${now.getTime()}-${randomBytes(3).toString('hex')}`;

const isCampaignEvent = (value: unknown): value is { data: { campaignId: string } } =>
  typeof value === 'object' &&
  value !== null &&
  'data' in value &&
  typeof value.data === 'object' &&
  value.data !== null &&
  typeof Reflect.get(value.data, 'campaignId') === 'string';
const isPush = (value: unknown): value is { contacts: { contactId: string }[] } =>
  typeof value === 'object' && value !== null && Array.isArray(Reflect.get(value, 'contacts'));

const isChange = (value: unknown): value is { customerId: string; changedAt: string } =>
  typeof value === 'object' && value !== null && 'customerId' in value && 'changedAt' in value;

const isEvent = (value: unknown): value is { id: string } =>
  typeof value === 'object' && value !== null && 'eventType' in value && 'metrics' in value;

const isSaid = (value: unknown): value is { source: string; time: string } =>
  typeof value === 'object' && value !== null && 'source' in value && 'time' in value;

const isCompletion = (value: unknown): value is { idempotency_key: string } =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, 'idempotency_key') === 'string';

const isAlert = (value: unknown): value is { idempotencyKey: string } =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, 'idempotencyKey') === 'string';
