import { TransientError } from '../errors.ts';
import { type ContactLists, MAX_CONTACTS } from '../ports/contact-lists.ts';
import type { Sleep } from '../ports/sleep.ts';
import type { CxoneAccess } from './cxone-access.ts';
import { cxoneAddContacts } from './cxone-add-contacts.ts';
import { recordReading } from './cxone-call-list.ts';
import { findRecords } from './cxone-list-records.ts';
import { removeProspects } from './cxone-prospects.ts';
import { cxoneRequests } from './cxone-requests.ts';
import { readCampaign } from './cxone-skills.ts';

/** How calling lists are reached. */
export interface CxoneListOptions {
  /** Of each request, and of an upload with its job. */
  readonly deadlineMs: number;
  readonly sleep: Sleep;
  /** A number as the business unit wants it. */
  readonly numberAs: (phoneE164: string) => string;
  /** Campaigns whose list the stage names: a skill may have several. */
  readonly campaigns: readonly { readonly campaignId: string; readonly contactListId: string }[];
}

/**
 * Calling lists and Personal Connection skills of NICE CXone. The platform knows no record by itself: each look goes
 * through its list. (reference/crm-and-cxone.md section C.2)
 */
export function cxoneContactLists(
  access: CxoneAccess,
  { campaigns, ...options }: CxoneListOptions,
): ContactLists {
  const requests = cxoneRequests(access.api, access.tokens, options.deadlineMs, access.now);
  const skillOf = (listId: string) =>
    campaigns.find(({ contactListId }) => contactListId === listId)?.campaignId;
  const listOf = (skillId: string) =>
    campaigns.find(({ campaignId }) => campaignId === skillId)?.contactListId;
  const add = cxoneAddContacts({ ...access, ...options, skillOf });

  async function calledSince(listId: string, id: string) {
    const found = await findRecords(requests, listId, { ids: [id] });
    const record = found?.records.get(id);
    return { found, reading: record && recordReading(record) };
  }

  return {
    campaign: (campaignId) => readCampaign(requests, campaignId, listOf(campaignId)),

    async addContacts(contactListId, contacts, wanted = {}) {
      atMost(contacts.length);
      return new Map(await add(contactListId, contacts, wanted));
    },

    async readContacts(contactListId, ids) {
      atMost(ids.length);
      if (ids.length === 0) return new Map();
      const found = await findRecords(requests, contactListId, { ids });
      if (!found) throw new TransientError('contact_list_unknown', 'cxone knows no such calling list');
      return new Map([...found.records].map(([id, record]) => [id, recordReading(record)]));
    },

    async withholdContact(contactListId, id) {
      const before = await calledSince(contactListId, id);
      if (!before.found || !before.reading) return 'unknown';
      if (before.reading.called) return 'called';
      if (!before.reading.callable) return 'withheld';
      const removed = await removeProspects(requests, before.found.listName, [id]);
      // A record may be dialed between the look and the removal.
      const { reading } = await calledSince(contactListId, id);
      if (reading?.called) return 'called';
      if (reading?.callable)
        throw new TransientError('withholding_pending', 'the record is still on its list');
      return removed.has(id) || reading ? 'withheld' : 'unknown';
    },
  };
}

function atMost(count: number): void {
  if (count > MAX_CONTACTS) throw new RangeError(`at most ${MAX_CONTACTS} contacts fit a request`);
}
