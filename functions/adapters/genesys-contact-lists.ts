import { TransientError } from '../errors.ts';
import { type ContactLists, MAX_CONTACTS } from '../ports/contact-lists.ts';
import { contactsPath, genesysAddContacts } from './genesys-add-contacts.ts';
import { campaignOf, contactReading, DialerContact, DialerContacts } from './genesys-contacts.ts';
import { genesysRequests } from './genesys-requests.ts';
import type { HttpClient } from './http.ts';
import type { TokenSource } from './kept-tokens.ts';

/**
 * Contact lists and campaigns of Genesys Cloud (`/api/v2/outbound/...`; reference/genesys-cloud.md, sections 1.2, 2.1).
 * `deadlineMs`: of each request.
 */
export function genesysContactLists(
  api: HttpClient,
  tokens: TokenSource,
  deadlineMs: number,
  now: () => Date,
): ContactLists {
  const requests = genesysRequests(api, tokens, deadlineMs, now);
  const add = genesysAddContacts(api, tokens, deadlineMs, now);

  return {
    async campaign(campaignId) {
      const path = `/api/v2/outbound/campaigns/${encodeURIComponent(campaignId)}`;
      const answer = await requests.ask({ method: 'GET', path });
      return answer && campaignOf(campaignId, answer);
    },

    async addContacts(contactListId, contacts, options = {}) {
      atMost(contacts.length);
      return new Map(await add(contactListId, contacts, options));
    },

    async readContacts(contactListId, ids) {
      atMost(ids.length);
      if (ids.length === 0) return new Map();
      const path = `${contactsPath(contactListId)}/bulk`;
      const answer = await requests.ask({ method: 'POST', path, body: ids });
      if (!answer) throw new TransientError('contact_list_unknown', 'genesys knows no such contact list');
      const found = parsed(() => DialerContacts.parse(JSON.parse(answer.body)));
      return new Map(found.map((contact) => [contact.id, contactReading(contact)]));
    },

    async withholdContact(contactListId, id) {
      const path = `${contactsPath(contactListId)}/${encodeURIComponent(id)}`;
      const read = await requests.ask({ method: 'GET', path });
      if (!read) return 'unknown';
      const before = parsed(() => DialerContact.parse(JSON.parse(read.body)));
      const standing = contactReading(before);
      if (standing.called) return 'called';
      if (!standing.callable) return 'withheld';
      const body = { contactListId, data: before.data, callable: false };
      const put = await requests.ask({ method: 'PUT', path, body });
      if (!put) return 'unknown';
      const after = parsed(() => contactReading(DialerContact.parse(JSON.parse(put.body))));
      if (after.called) return 'called';
      if (after.callable) throw new TransientError('withholding_pending', 'the contact is still callable');
      return 'withheld';
    },
  };
}

/** A question whose answer cannot be read may be asked again. */
function parsed<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new TransientError('genesys_unreadable', 'genesys answered in another shape', { cause: error });
  }
}

function atMost(count: number): void {
  if (count > MAX_CONTACTS) throw new RangeError(`at most ${MAX_CONTACTS} contacts fit a request`);
}
