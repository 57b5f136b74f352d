import * as z from 'zod/mini';
import { TransientError } from '../errors.ts';
import type { EndedWatch } from '../ports/ended-watch.ts';
import { cxoneAnswer } from './cxone-answers.ts';
import type { CxoneRequests } from './cxone-requests.ts';

/** Nothing about people is asked for. */
const FIELDS = 'contactId,masterContactId,skillId';

const Id = z.pipe(z.union([z.number(), z.string()]), z.transform(String));
const Completed = z.object({
  completedContacts: z._default(
    z.array(z.object({ contactId: Id, masterContactId: z.optional(Id), skillId: z.optional(Id) })),
    [],
  ),
});

const PAGE_SIZE = 1000;
const MOST_PAGES = 10;

/**
 * Contacts of some skills that NICE CXone says are over, by the conversation they belong to: it tells nobody by itself.
 * Contacts of other skills are passed over. (`GET /contacts/completed`)
 */
export function cxoneEndedWatch(requests: CxoneRequests, skillIds: ReadonlySet<string>): EndedWatch {
  return {
    async endedSince(since) {
      const found = new Set<string>();
      for (let page = 0; page < MOST_PAGES; page++) {
        const paging = { skip: String(page * PAGE_SIZE), top: String(PAGE_SIZE) };
        const query = { updatedSince: since.toISOString(), fields: FIELDS, ...paging };
        const answer = await requests.ask({ method: 'GET', path: '/contacts/completed', query });
        const { completedContacts } = answer ? cxoneAnswer(Completed, answer) : { completedContacts: [] };
        for (const { contactId, masterContactId = contactId, skillId = '' } of completedContacts) {
          if (skillIds.has(skillId)) found.add(masterContactId);
        }
        if (completedContacts.length < PAGE_SIZE) return [...found];
      }
      throw new TransientError('cxone_too_many_contacts', `more than ${MOST_PAGES * PAGE_SIZE} have ended`);
    },
  };
}
