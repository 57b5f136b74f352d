import type { Call } from './call.ts';
import {
  activeContact,
  completedContact,
  customData,
  lastUpdateOf,
  stateHistory,
} from './cxone-contact-views.ts';
import type { SimulatedContact } from './cxone-contacts.ts';
import { type CxoneDesk, type CxoneOutcome, done, notSimulated, refused } from './cxone-errors.ts';

/** Searches over contacts: late, unlike reading one of them. */
export interface ContactSearches {
  readonly work: CxoneDesk;
  /** From now on a change is found this long after it was made, ms. */
  lag(ms: number): void;
}

/** What the query of a search may name; each narrows what is found. */
const FILTERS: Readonly<Record<string, (contact: SimulatedContact, value: string) => boolean>> = {
  updatedSince: (contact, value) => Date.parse(lastUpdateOf(contact)) >= Date.parse(value),
  startDate: ({ acceptedAt }, value) => Date.parse(acceptedAt) >= Date.parse(value),
  endDate: ({ acceptedAt }, value) => Date.parse(acceptedAt) <= Date.parse(value),
  skillId: ({ queueId }, value) => queueId === value,
  toAddress: ({ phoneNumber }, value) => phoneNumber === value,
  fromAddress: ({ fromAddress }, value) => fromAddress === value,
  contactId: ({ conversationId }, value) => conversationId === value,
};

/** What pages an answer; it narrows nothing. */
const PAGING = ['top', 'skip', 'fields'];

/** Searches over the contacts that `contacts` gives. */
export function contactSearches(contacts: () => readonly SimulatedContact[]): ContactSearches {
  let lagMs = 0;

  /** The contacts that a query selects; a text names what is not simulated. */
  function found(call: Call): readonly SimulatedContact[] | string {
    const asked = Object.entries(call.query).filter(([name]) => !PAGING.includes(name));
    const odd = asked.find(([name]) => !Object.hasOwn(FILTERS, name));
    if (odd) return `a search by ${odd[0]}`;
    return contacts()
      .filter((contact) => Date.parse(lastUpdateOf(contact)) + lagMs <= call.at.getTime())
      .filter((contact) => asked.every(([name, [value = '']]) => FILTERS[name]?.(contact, value)));
  }

  /** Elements under a name, as `top`, `skip` and `fields` want them; 204 where there are none. */
  function page(call: Call, name: string, all: readonly Readonly<Record<string, unknown>>[]): CxoneOutcome {
    const number = (key: string, fallback: number): number => Number(call.query[key]?.[0] ?? fallback);
    const fields = call.query.fields?.[0]?.split(',');
    const elements = all
      .slice(number('skip', 0), number('skip', 0) + number('top', all.length))
      .map((element) =>
        fields
          ? Object.fromEntries(Object.entries(element).filter(([key]) => fields.includes(key)))
          : element,
      );
    if (elements.length === 0) return done(204);
    return done(200, { totalRecords: all.length, lastPollTime: call.at.toISOString(), [name]: elements });
  }

  const search =
    (
      name: string,
      view: (contact: SimulatedContact) => readonly Readonly<Record<string, unknown>>[],
      kept: (contact: SimulatedContact) => boolean = () => true,
    ) =>
    (call: Call): CxoneOutcome => {
      const all = found(call);
      return typeof all === 'string' ? notSimulated(all) : page(call, name, all.filter(kept).flatMap(view));
    };

  return {
    work: {
      listActiveContacts: search(
        'activeContacts',
        (contact) => [activeContact(contact)],
        ({ endedAt }) => endedAt === undefined,
      ),
      listCompletedContacts: search(
        'completedContacts',
        (contact) => [completedContact(contact)],
        ({ endedAt }) => endedAt !== undefined,
      ),
      listContactStateHistory: search('contactStateHistory', stateHistory),
      listContactCustomData: search('ContactCustomData', (contact) =>
        customData(contact).map((datum) => ({ contactId: Number(contact.conversationId), ...datum })),
      ),
      getContactCustomData(call, { pathValues }) {
        const contact = contacts().find(({ conversationId }) => conversationId === pathValues.contactId);
        if (!contact) return refused(404, 'no such contact');
        const late = Date.parse(contact.acceptedAt) + lagMs > call.at.getTime();
        const data = late ? [] : customData(contact);
        return data.length === 0 ? done(204) : done(200, { contactCustomData: data });
      },
    },
    lag(ms) {
      lagMs = ms;
    },
  };
}
