import { RejectedError } from '../errors.ts';
import type { Campaigns } from '../ports/campaigns.ts';
import type { ContactLists } from '../ports/contact-lists.ts';
import type { EndedConversations } from '../ports/ended-conversations.ts';
import type { QueueObserver } from '../ports/queue-observer.ts';

const unserved = (what: string) => async (): Promise<never> => {
  throw new RejectedError('not_on_cxone', `${what} cannot be asked of CXone`);
};

/** Lists of contacts. */
export const unservedLists: ContactLists = {
  campaign: unserved('a campaign'),
  addContacts: unserved('a contact list'),
  readContacts: unserved('a contact list'),
  withholdContact: unserved('a contact list'),
};

/** Campaigns. */
export const unservedCampaigns: Campaigns = {
  snapshot: unserved('a campaign'),
  figures: unserved('a campaign'),
  standings: unserved('a campaign'),
};

/** Queues. */
export const unservedQueues: QueueObserver = { observe: unserved('a queue') };

/** Conversations. */
export const unservedEnded: EndedConversations = { read: unserved('a conversation') };
