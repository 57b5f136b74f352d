import { contactProblem } from '../../functions/adapters/genesys-contacts.ts';
import { RejectedError, TransientError, UnknownOutcomeError } from '../../functions/errors.ts';
import type {
  AddedContact,
  Campaign,
  ContactLists,
  ContactReading,
  NewContact,
} from '../../functions/ports/contact-lists.ts';

/** What becomes of one request that adds contacts. */
export type AddingAnswer =
  | { readonly kind: 'throttled'; readonly retryAfterMs?: number }
  | { readonly kind: 'unauthorized' | 'unreachable' }
  | { readonly kind: 'unknown'; readonly added: boolean };

/** A contact as it was put on a list. */
export interface KeptContact extends NewContact {
  readonly contactListId: string;
  readonly callable: boolean;
  readonly additions: number;
  readonly calls: number;
  readonly at: Date;
}

/** Contact lists in memory. */
export interface FakeContactLists extends ContactLists {
  /** The answers to the next additions, in order; after them every addition is taken over. */
  answer(...answers: readonly AddingAnswer[]): void;
  /** While it cannot be asked, everything but additions fails. */
  down(isDown: boolean): void;
  putCampaign(campaign: Campaign): void;
  /** A campaign calls the contact now. Whether there was such a contact to be called. */
  callContact(id: string): boolean;
  contacts(): readonly KeptContact[];
  /** How many contacts each request held. */
  readonly requests: readonly number[];
}

/** Lists with these columns. */
export function fakeContactLists(
  lists: Readonly<Record<string, readonly string[]>>,
  now: () => Date = () => new Date(),
): FakeContactLists {
  const campaigns = new Map<string, Campaign>();
  const kept = new Map<string, KeptContact>();
  const planned: AddingAnswer[] = [];
  const requests: number[] = [];
  let isDown = false;

  const mustAnswer = (): void => {
    if (isDown) throw new TransientError('platform_unavailable', 'no answer');
  };
  const keep = (contactListId: string, contacts: readonly NewContact[]): void => {
    for (const contact of contacts) {
      const before = kept.get(contact.id);
      const counts = { additions: (before?.additions ?? 0) + 1, calls: before?.calls ?? 0 };
      kept.set(contact.id, { ...contact, ...counts, contactListId, callable: true, at: before?.at ?? now() });
    }
  };
  const fits = (contactListId: string, { data }: NewContact): boolean =>
    Object.keys(data).every((name) => lists[contactListId]?.includes(name));
  const reading = ({ id, data, callable, calls }: KeptContact): ContactReading => ({
    id,
    data,
    callable,
    called: calls > 0,
  });

  function failing(answer: AddingAnswer, contactListId: string, contacts: readonly NewContact[]): Error {
    switch (answer.kind) {
      case 'throttled':
        return new TransientError('platform_throttled', 'answered 429', {
          retryAfterMs: answer.retryAfterMs,
        });
      case 'unauthorized':
        return new TransientError('platform_unauthorized', 'answered 401');
      case 'unreachable':
        return new TransientError('not_sent', 'the connection was not established');
      case 'unknown':
        if (answer.added) keep(contactListId, contacts);
        return new UnknownOutcomeError('platform_no_answer', 'no complete answer');
      default:
        return answer satisfies never;
    }
  }

  return {
    requests,
    answer: (...answers) => void planned.push(...answers),
    down(isDownNow) {
      isDown = isDownNow;
    },
    putCampaign: (campaign) => void campaigns.set(campaign.id, campaign),
    callContact(id) {
      const contact = kept.get(id);
      if (!contact?.callable || contact.calls >= contact.additions) return false;
      kept.set(id, { ...contact, calls: contact.calls + 1 });
      return true;
    },
    contacts: () => [...kept.values()],

    async campaign(campaignId) {
      mustAnswer();
      return campaigns.get(campaignId);
    },
    async addContacts(contactListId, contacts, { mayStillSend = () => true, first: _first } = {}) {
      if (contacts.length > 1000) throw new RangeError('too many contacts');
      const sound = contacts.filter((contact) => contactProblem(contact) === undefined);
      if (sound.length > 0) {
        if (!mayStillSend()) throw new TransientError('not_sent', 'no longer allowed to send');
        requests.push(sound.length);
        if (!lists[contactListId]) throw new RejectedError('contact_list_unknown', 'no such list');
        const answer = planned.shift();
        if (answer) throw failing(answer, contactListId, sound);
      }
      const fitting = sound.filter((contact) => fits(contactListId, contact));
      keep(contactListId, fitting);
      const ids = new Set(fitting.map(({ id }) => id));
      return new Map<string, AddedContact>(
        contacts.map((contact) => [
          contact.id,
          ids.has(contact.id)
            ? { kind: 'added' }
            : { kind: 'refused', reason: contactProblem(contact) ?? 'refused_by_platform' },
        ]),
      );
    },
    async readContacts(contactListId, ids) {
      mustAnswer();
      const found = ids.flatMap((id) => kept.get(id) ?? []);
      const onList = found.filter((contact) => contact.contactListId === contactListId);
      return new Map(onList.map((contact) => [contact.id, reading(contact)]));
    },
    async withholdContact(contactListId, id) {
      mustAnswer();
      const contact = kept.get(id);
      if (contact?.contactListId !== contactListId) return 'unknown';
      if (contact.calls > 0) return 'called';
      kept.set(id, { ...contact, callable: false });
      return 'withheld';
    },
  };
}
