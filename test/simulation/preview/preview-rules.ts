import { wallClock } from '../../../functions/compliance/wall-clock.ts';
import type { Preview } from '../../../functions/messages/preview.ts';
import type { NewContact } from '../../../functions/ports/contact-lists.ts';
import { MINUTE, NEW_YORK } from '../../support/builders.ts';
import type { Simulation, Violation } from '../simulation.ts';
import type { PlatformContact } from './preview-platform.ts';

/** From the grant, before the last question, to the socket, and two clocks that differ, ms. */
const SEEN_WITHIN_MS = 10_000 + 2 * 2_000;

/** After so long of a calm nobody who may not be called is still offered, ms. */
const TAKEN_BACK_WITHIN_MS = 20 * MINUTE;

/** The margin before the end of the window is there for what the last minute's sweep still has to do, ms. */
const SWEPT_WITHIN_MS = 6 * MINUTE;

const inWindow = (instant: number): boolean => {
  const { secondOfDay } = wallClock(new Date(instant), NEW_YORK);
  return secondOfDay >= 8 * 3600 && secondOfDay < 20 * 3600;
};

/** What must hold, judged without the product. */
export function previewRules(
  { timeline, calmSince, violated }: Simulation,
  /** Until when a contact lives, epoch ms; and contacts of customers whose tier nobody ever told. */
  {
    endOf,
    untiered,
  }: { readonly endOf: (contactId: string) => number; readonly untiered: ReadonlySet<string> },
) {
  /** By number: when the 200 said that it is in force. */
  const suppressedAt = new Map<string, number>();
  const phoneOf = ({ data }: Pick<NewContact, 'data'>): string => data.phone ?? '';
  const contactOf = ({ data }: Pick<NewContact, 'data'>): string => data.contactId ?? '';
  const places = new Map<string, string>();
  /** By contact: looks in vain, and offers more because of them. */
  const missed = new Map<string, number>();
  const requeued = new Map<string, number>();
  const more = (counts: Map<string, number>, id: string): number => {
    const count = (counts.get(id) ?? 0) + 1;
    counts.set(id, count);
    return count;
  };

  const isRefused = (contact: Pick<NewContact, 'data'>, forMs: number): boolean =>
    (suppressedAt.get(phoneOf(contact)) ?? Number.POSITIVE_INFINITY) + forMs < timeline.now();

  return {
    suppressedAt,

    /** Whoever was suppressed before the last question was seen by it. */
    onSend(contacts: readonly NewContact[]): void {
      for (const contact of contacts) {
        if (isRefused(contact, SEEN_WITHIN_MS)) violated('asked last', `${contact.id} is sent`);
      }
    },

    onMissed: (contactId: string): void => void more(missed, contactId),

    /** An agent who looked in vain leads to one offer more. */
    onRequeue(contactId: string): void {
      if (more(requeued, contactId) > (missed.get(contactId) ?? 0))
        violated('offered once more', `${contactId} for no look`);
    },

    /** Nobody is put up outside the window, after its end, twice under two ids, on two lists, or after a call. */
    onApply(contact: PlatformContact): void {
      const place = `${contact.contactListId}/${contact.id}`;
      const before = places.get(contactOf(contact)) ?? place;
      places.set(contactOf(contact), place);
      if (before !== place) violated('one id', `${contactOf(contact)} is ${before} and ${place}`);
      if (!inWindow(timeline.now())) violated('window', `${place} is put up outside its window`);
      if (endOf(contactOf(contact)) <= timeline.now())
        violated('expired', `${place} is put up after its end`);
      if (contact.calls > 0) violated('called once', `${place} is put up after a call`);
      if (untiered.has(contactOf(contact)) && contact.data.tierSkill !== 'tier-review')
        violated('review', `${contactOf(contact)} has no tier and is offered to all`);
    },

    onCall(contact: PlatformContact): void {
      if (contact.calls > 1) violated('called once', `${contact.id} is called again`);
    },

    /** When all has been calm for a while, whoever is offered may be called. */
    offered(contacts: Iterable<PlatformContact>): void {
      if (timeline.now() < calmSince() + TAKEN_BACK_WITHIN_MS) return;
      for (const contact of contacts) {
        if (!contact.callable || contact.calls > 0) continue;
        if (isRefused(contact, TAKEN_BACK_WITHIN_MS)) violated('taken back', `${contact.id} is suppressed`);
        if (!inWindow(timeline.now() - SWEPT_WITHIN_MS)) violated('taken back', `${contact.id} is too late`);
      }
    },

    /** `counted`: ids of the attempts in the books of all customers. */
    *atRest(
      previews: readonly Preview[],
      contacts: readonly PlatformContact[],
      counted: readonly string[],
    ): Generator<Violation> {
      const called = contacts.filter(({ calls }) => calls > 0).map(({ id }) => `preview-${id}`);
      if (called.toSorted().join() !== counted.toSorted().join()) {
        yield { invariant: 'counted', what: `called ${called.join()}, counted ${counted.join()}` };
      }
      for (const { contactId, state, nextAt, outcome } of previews) {
        if (state !== 'ENDED' || outcome === undefined || nextAt !== undefined) {
          yield { invariant: 'drained', what: `${contactId} is ${state}` };
        }
      }
      for (const { id, callable, calls } of contacts) {
        if (callable && calls === 0) yield { invariant: 'taken back', what: `${id} is left on its list` };
      }
    },
  };
}
