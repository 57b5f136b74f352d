import { PROFILE_PREFIX } from '../../functions/adapters/dynamo-profiles.ts';
import { erasureKey } from '../../functions/adapters/ledger-erasures.ts';
import { quarantineKey } from '../../functions/adapters/ledger-items.ts';
import {
  contactKeys,
  contactMark,
  isContactTrace,
  type LedgerTraces,
  ledgerTraces,
  namesCustomer,
  numberOn,
} from './held-items.ts';
import type { ErasableArchive, ErasableTable } from './stores.ts';

/** Where a customer may be held. */
export interface ErasureStores {
  readonly ledger: ErasableTable;
  readonly contacts: ErasableTable;
  readonly archive: ErasableArchive;
  /** Forgets the segments, and leaves a profile that nothing brings back. */
  eraseProfile(customerId: string): Promise<void>;
  now(): Date;
}

/** What is held of a customer: keys by store. */
export interface Holdings {
  readonly ledger: readonly string[];
  readonly contacts: readonly string[];
  readonly archive: readonly string[];
  /** Whether segments are held. */
  readonly segments: boolean;
  /** What other systems still have. */
  readonly elsewhere: readonly string[];
}

/** Where quarantined bodies and the lists of mass events lie. */
const QUARANTINE = 'quarantine/';
const LISTS = 'mass-events/';

/** Everything our stores hold of a customer. Reads only; reads all of it. */
export async function holdingsOf(customerId: string, stores: ErasureStores): Promise<Holdings> {
  const traces = await inLedger(customerId, stores.ledger);
  const contacts = await inContacts(customerId, traces, stores.contacts);
  const archive = await inArchive(customerId, traces, stores.archive);
  const ledger = new Set([...traces.keys, ...archive.flatMap(markOf)]);
  const present = await presentIn(stores.ledger, ledger);
  return {
    ledger: present,
    contacts: contacts.keys,
    archive,
    segments: contacts.segments,
    elsewhere: [...new Set(traces.elsewhere)],
  };
}

/**
 * Leaves the marks that keep a customer from coming back, then removes all that is held. Gives what was removed.
 * Repeatable: what a function that was under way has written since is removed by the next.
 */
export async function eraseCustomer(customerId: string, stores: ErasureStores): Promise<Holdings> {
  // The mark takes the place of the description, and the erased profile that of the segments.
  const described = await holdingsOf(customerId, stores);
  await mark(customerId, stores);
  await stores.eraseProfile(customerId);
  const after = await holdingsOf(customerId, stores);
  const held = joined(described, after);
  for (const key of held.ledger) await stores.ledger.remove(key);
  for (const key of after.contacts) await stores.contacts.remove(key);
  for (const key of held.archive) await stores.archive.remove(key);
  return held;
}

function joined(before: Holdings, after: Holdings): Holdings {
  const both = (kind: 'ledger' | 'contacts' | 'archive' | 'elsewhere') => [
    ...new Set([...before[kind], ...after[kind]]),
  ];
  return {
    ledger: both('ledger'),
    contacts: both('contacts'),
    archive: both('archive'),
    segments: before.segments || after.segments,
    elsewhere: both('elsewhere'),
  };
}

/** One mark keeps alerts and pushed contacts out, the other the customer's description. */
async function mark(customerId: string, { ledger, contacts, now }: ErasureStores): Promise<void> {
  const at = now();
  await ledger.put({ pk: { S: erasureKey(customerId) }, at: { N: String(at.getTime()) } });
  await contacts.put(contactMark(customerId, at));
}

async function inLedger(customerId: string, ledger: ErasableTable): Promise<LedgerTraces> {
  const found: LedgerTraces[] = [];
  for await (const item of ledger.all()) {
    const traces = ledgerTraces(item, customerId);
    if (traces) found.push(traces);
  }
  return {
    keys: found.flatMap(({ keys }) => keys),
    telemetry: found.flatMap(({ telemetry }) => telemetry),
    pushed: found.flatMap(({ pushed }) => pushed),
    contactIds: found.flatMap(({ contactIds }) => contactIds),
    elsewhere: found.flatMap(({ elsewhere }) => elsewhere),
  };
}

/** Two passes: numbers are known only when all descriptions and pushed contacts have been seen. */
async function inContacts(customerId: string, traces: LedgerTraces, contacts: ErasableTable) {
  const wanted = new Set(contactKeys(customerId, traces));
  const keys = new Set<string>();
  const numbers = new Set<string>();
  let segments = false;
  for await (const item of contacts.all()) {
    const pk = item.pk?.S ?? '';
    if (pk === profileKey(customerId)) segments = !isErasedProfile(item.body?.S ?? '');
    if (!wanted.has(pk) || item.erasedAt !== undefined) continue;
    keys.add(pk);
    const number = numberOn(item);
    if (number !== undefined) numbers.add(number);
  }
  for await (const item of contacts.all())
    if (isContactTrace(item, customerId, numbers)) keys.add(item.pk?.S ?? '');
  return { keys: [...keys], segments };
}

const profileKey = (customerId: string): string => `${PROFILE_PREFIX}${encodeURIComponent(customerId)}`;
const isErasedProfile = (body: string): boolean => body.includes('"state":"ERASED"');

async function inArchive(
  customerId: string,
  { telemetry }: LedgerTraces,
  archive: ErasableArchive,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const reference of telemetry) {
    const key = `telemetry/${encodeURIComponent(reference)}.json`;
    for await (const object of archive.under(key)) found.push(object.key);
  }
  for (const prefix of [QUARANTINE, LISTS])
    for await (const { key, text } of archive.under(prefix))
      if (namesCustomer(text, customerId)) found.push(key);
  return found;
}

/** The ledger's mark of a quarantined body: `quarantine/<key>/<hash>`, the id percent-encoded as a whole. */
function markOf(archiveKey: string): string[] {
  if (!archiveKey.startsWith(QUARANTINE)) return [];
  const [key = ''] = decodeURIComponent(archiveKey.slice(QUARANTINE.length)).split('/');
  return [quarantineKey(key)];
}

/** Those of some keys that are there. */
async function presentIn(table: ErasableTable, keys: ReadonlySet<string>): Promise<readonly string[]> {
  const present: string[] = [];
  for await (const { pk } of table.all()) if (keys.has(pk?.S ?? '')) present.push(pk?.S ?? '');
  return present;
}
