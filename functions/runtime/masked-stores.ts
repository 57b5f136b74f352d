import type { Archive } from '../ports/archive.ts';
import type { ContactCache } from '../ports/contact-cache.ts';
import type { Profiles } from '../ports/profiles.ts';
import type { TicketDesk } from '../ports/ticket-desk.ts';
import { maskCards, maskCardsIn } from './card-numbers.ts';
import { observer } from './observability.ts';

/** Hears how many card numbers were masked, whenever there were any. */
export type CardCount = (cards: number) => void;

/** Counts them as the worker's metric `CardsMasked`. */
export function cardsCounted(worker: string): CardCount {
  const watch = observer(worker);
  return (cards) => watch.gauge('CardsMasked', cards);
}

/** An archive that keeps no card number of a sender's telemetry, and nothing of the marked fields. */
export function archiveWithoutCards<A extends Pick<Archive, 'keepTelemetry'>>(
  archive: A,
  count: CardCount,
  marked: readonly string[] = [],
): A {
  return {
    ...archive,
    keepTelemetry: (reference, telemetry) =>
      archive.keepTelemetry(reference, {
        ...telemetry,
        telemetryData: masked(telemetry.telemetryData, count, marked),
      }),
  };
}

/** A cache that keeps no card number that somebody has typed into a customer's fields, and no marked field. */
export function contactsWithoutCards(
  cache: ContactCache,
  count: CardCount,
  marked: readonly string[] = [],
): ContactCache {
  return {
    ...cache,
    keep: ({ customer, fetchedAt }) => {
      const { name, fields } = customer;
      const told = { ...(name !== undefined && { name }), ...(fields && { fields }) };
      const shown = masked(told, count, marked);
      return cache.keep({ customer: { ...customer, ...shown }, fetchedAt });
    },
  };
}

/** Profiles that keep, and so write to the CRM, no card number of a conversation. */
export function profilesWithoutCards(profiles: Profiles, count: CardCount): Profiles {
  return {
    ...profiles,
    replace: (before, next) => {
      const attributes = masked(next.attributes, count);
      return profiles.replace(before, { ...next, attributes });
    },
  };
}

/** A desk whose tickets and notes tell no card number. */
export function deskWithoutCards(desk: TicketDesk, count: CardCount): TicketDesk {
  const text = (from: string): string => {
    const { value, cards } = maskCards(from);
    if (cards > 0) count(cards);
    return value;
  };
  return {
    ...desk,
    openOrAttach: (ticket, reopen) =>
      desk.openOrAttach(
        { ...ticket, subject: text(ticket.subject), description: text(ticket.description) },
        reopen,
      ),
    addNote: (id, note) => desk.addNote(id, { ...note, text: text(note.text) }),
    resolve: (id, note) => desk.resolve(id, { ...note, text: text(note.text) }),
  };
}

/** The same shape, because only texts and whole numbers change, and marked fields become texts. */
function masked<T extends object>(value: T, count: CardCount, marked: readonly string[] = []): T {
  const { value: without, cards } = maskCardsIn(value, marked);
  if (cards > 0) count(cards);
  return Object(without);
}
