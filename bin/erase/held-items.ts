import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { contactKey } from '../../functions/adapters/contact-item.ts';
import {
  decisionKey,
  followUpKey,
  keyOfAlert,
  quarantineKey,
} from '../../functions/adapters/ledger-items.ts';
import { numberKey, subjectKeys } from '../../functions/adapters/suppression-items.ts';

/** An item of one of our tables. */
export type Item = Readonly<Record<string, AttributeValue>>;

/** What the ledger holds of a customer, and what leads to more of it. */
export interface LedgerTraces {
  /** Partition keys to be removed. */
  readonly keys: readonly string[];
  /** References of telemetry in the archive. */
  readonly telemetry: readonly string[];
  /** References of numbers and fields that were pushed. */
  readonly pushed: readonly string[];
  /** Contacts that stand for the customer in campaigns. */
  readonly contactIds: readonly string[];
  /** What other systems still have: calls that wait, contacts on lists, tasks. */
  readonly elsewhere: readonly string[];
}

/** What one item of the ledger gives away about a customer; `undefined` when it is not about them. Pure. */
export function ledgerTraces(item: Item, customerId: string): LedgerTraces | undefined {
  const pk = item.pk?.S ?? '';
  const [kind, ...rest] = pk.split('#');
  const names = rest.map(decoded);
  if (kind === 'ALERT') return item.cust?.S === customerId ? alertTraces(item, pk) : undefined;
  if (kind === 'PREVIEW') {
    const preview = jsonOf(bodyOf(item));
    return preview.customerId === customerId ? previewTraces(preview, pk) : undefined;
  }
  const isTheirs = ['SLOT', 'TRIES', 'SENSORDAY'].includes(kind ?? '') && names[0] === customerId;
  return isTheirs ? { ...NOTHING, keys: [pk] } : undefined;
}

/** The last instant a `Date` can hold: nothing is ever newer. */
const FOR_GOOD = { N: '8640000000000000' };

/**
 * What stands on the table of contacts of a customer who was erased: a description that is newer than any other and says
 * only that the CRM knows nobody of this id. It is neither replaced nor asked for again. Pure.
 */
export function contactMark(customerId: string, erasedAt: Date): Item {
  const at = { N: String(erasedAt.getTime()) };
  return {
    ...contactKey(customerId),
    version: FOR_GOOD,
    fetchedAt: FOR_GOOD,
    said: { S: 'unknown_customer' },
    saidAt: at,
    retryAt: FOR_GOOD,
    erasedAt: at,
  };
}

const NOTHING: LedgerTraces = { keys: [], telemetry: [], pushed: [], contactIds: [], elsewhere: [] };

function alertTraces(item: Item, pk: string): LedgerTraces {
  const key = keyOfAlert(pk);
  const followUpId = item.followUp?.S;
  const call = item.call?.S;
  const task = item.task?.S;
  return {
    ...NOTHING,
    keys: [
      pk,
      decisionKey(key),
      quarantineKey(key),
      ...(followUpId === undefined ? [] : [followUpKey(followUpId)]),
    ],
    telemetry: item.ref?.S === undefined ? [] : [item.ref.S],
    elsewhere: [
      ...(call === undefined ? [] : [`the platform: conversation or contact ${call}`]),
      ...(task === undefined ? [] : [`the CRM: task ${task}`]),
    ],
  };
}

function previewTraces(preview: Readonly<Record<string, unknown>>, pk: string): LedgerTraces {
  const { reference, contactId, state, listedOn } = preview;
  const list = typeof listedOn === 'object' && listedOn !== null ? Object(listedOn).contactListId : undefined;
  return {
    ...NOTHING,
    keys: [pk],
    pushed: typeof reference === 'string' ? [reference] : [],
    contactIds: typeof contactId === 'string' ? [contactId] : [],
    elsewhere: state !== 'ENDED' && list !== undefined ? [`the platform: a contact on list ${list}`] : [],
  };
}

/** Keys of the table of contacts under which something of a customer may lie, whether or not it does. */
export const contactKeys = (
  customerId: string,
  { pushed, contactIds }: Pick<LedgerTraces, 'pushed' | 'contactIds'>,
): readonly string[] => [
  contactKey(customerId).pk.S,
  ...subjectKeys({ customerId }),
  ...pushed.map((reference) => `PREVIEW#${encodeURIComponent(reference)}`),
  ...contactIds.map((contactId) => `CONTACTREF#${encodeURIComponent(contactId)}`),
];

/** Whether an item of the table of contacts is about a customer, known by id or by one of their numbers. Pure. */
export function isContactTrace(item: Item, customerId: string, numbers: ReadonlySet<string>): boolean {
  const pk = item.pk?.S ?? '';
  if (pk.startsWith('CONTACTREF#') || pk.startsWith('POP#')) return item.customerId?.S === customerId;
  return pk.startsWith(numberKey('')) && numbers.has(item.phone?.S ?? '');
}

/** The number an item of the table of contacts holds: a customer's description, or a contact that was pushed. */
export function numberOn(item: Item): string | undefined {
  const { phoneNumber } = jsonOf(bodyOf(item));
  return typeof phoneNumber === 'string' ? phoneNumber : undefined;
}

/** Whether a text names a customer: the id stands there whole, as it does in JSON. Pure. */
export function namesCustomer(text: string, customerId: string): boolean {
  const whole = `(?<![\\w.:-])${customerId.replaceAll('.', '\\.')}(?![\\w.:-])`;
  return new RegExp(whole).test(text);
}

const bodyOf = (item: Item): string => item.body?.S ?? '';

function jsonOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? Object(value) : {};
  } catch {
    return {};
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
