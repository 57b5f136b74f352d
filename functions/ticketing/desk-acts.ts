import { RejectedError } from '../errors.ts';
import type { TicketingRules } from '../messages/ticketing-settings.ts';
import type { Incident } from '../ports/incidents.ts';
import type { Opened, Ticket, TicketNote } from '../ports/ticket-desk.ts';
import { accepted, closed, countOf, linkedAnew, noted, notYet, opened } from './after-asking.ts';
import { type ActingPorts, type ActingRules, type ActOutcome, atDesk } from './at-desk.ts';
import { noteMs } from './due-act.ts';
import { childrenOf, groupOf, memberOf, seatsOf } from './incident-group.ts';
import { later } from './incident-life.ts';
import { closingNote, lastingNote, ticketOf } from './ticket-text.ts';

/** Between two looks for a ticket that the desk has accepted, ms. */
const CONFIRM_MS = 30_000;

/** Opens the ticket, or finds the one that an earlier try has opened. The incident is leased. */
export function openTicket(incident: Incident, ports: ActingPorts, acting: ActingRules): Promise<ActOutcome> {
  const { desk } = ports;
  const reopen = incident.reopen === true;
  const ticket = ticketOf(incident, acting.rules.template, acting.threshold);
  return atDesk(incident, ports, acting, {
    done: openingName(incident),
    ask: () => desk.openOrAttach(ticket, reopen),
    keep: (answer: Opened) =>
      keepTicket(incident, answer.kind === 'open' ? answer.ticket : undefined, ports, acting),
    apply: (now, answer, at) =>
      answer.kind === 'open'
        ? opened(now, answer.ticket, acting.threshold, at, noteMs(acting.rules))
        : accepted(now, at, later(at, CONFIRM_MS)),
    // A closed ticket that the desk does not open again is followed by a new one.
    refused: (now, at) => (reopen ? linkedAnew(now, at) : undefined),
  });
}

function openingName({ reopen, ticket }: Incident): string {
  if (reopen) return 'ticket_reopened';
  return ticket ? 'looked_at_ticket' : 'ticket_opened';
}

/** Looks for a ticket that the desk has accepted; one that never comes is asked for again. */
export function confirmTicket(
  incident: Incident,
  ports: ActingPorts,
  acting: ActingRules,
): Promise<ActOutcome> {
  const { desk } = ports;
  return atDesk(incident, ports, acting, {
    done: 'looked_for_ticket',
    ask: () => desk.find(incident.key),
    keep: (ticket: Ticket | undefined) => keepTicket(incident, ticket, ports, acting),
    apply: (now, ticket, at) =>
      ticket
        ? opened(now, ticket, acting.threshold, at, noteMs(acting.rules))
        : notYet(now, at, later(at, CONFIRM_MS)),
  });
}

/** Tells on the ticket how the breach goes on. */
export async function noteOnTicket(
  incident: Incident,
  ports: ActingPorts,
  acting: ActingRules,
): Promise<ActOutcome> {
  const children =
    incident.source.kind === 'group' ? await ports.incidents.members(childrenOf(incident)) : [];
  const number = incident.notes + 1;
  const told = countOf(incident);
  return withNote(incident, ports, acting, {
    done: 'noted',
    note: lastingNote(incident, number, children),
    add: (ticketId, note) => ports.desk.addNote(ticketId, note),
    keep: async ({ open }) => (open ? undefined : giveUpPlace(incident, ports, acting.rules)),
    apply: (now, { open }, at) => noted(now, { number, told, open }, at, noteMs(acting.rules)),
  });
}

/** Closes the ticket and gives its place to another. */
export function closeTicket(
  incident: Incident,
  ports: ActingPorts,
  acting: ActingRules,
): Promise<ActOutcome> {
  const number = incident.notes + 1;
  return withNote(incident, ports, acting, {
    done: 'resolved',
    note: closingNote(incident, number),
    add: (ticketId, note) => ports.desk.resolve(ticketId, note),
    keep: () => giveUpPlace(incident, ports, acting.rules),
    apply: (now, _answer, at) => closed(now, number, at),
  });
}

interface NoteAct<T> {
  readonly done: string;
  readonly note: TicketNote;
  readonly add: (ticketId: string, note: TicketNote) => Promise<T>;
  readonly keep?: (answer: T) => Promise<void>;
  readonly apply: (incident: Incident, answer: T, now: Date) => Incident;
}

function withNote<T>(
  incident: Incident,
  ports: ActingPorts,
  acting: ActingRules,
  { note, add, ...act }: NoteAct<T>,
): Promise<ActOutcome> {
  return atDesk(incident, ports, acting, {
    ...act,
    ask: async () => {
      if (!incident.ticket) throw new RejectedError('no_ticket', 'the incident has no ticket');
      return add(incident.ticket.id, note);
    },
  });
}

async function keepTicket(
  incident: Incident,
  ticket: Ticket | undefined,
  ports: ActingPorts,
  { rules }: ActingRules,
): Promise<void> {
  if (!ticket) return;
  await ports.incidents.keepTicket([incident.key, ticket.id], incident, ports.clock.now());
  if (!ticket.open) await giveUpPlace(incident, ports, rules);
}

/** The place for a ticket of its own, which another of the group may have. */
async function giveUpPlace(
  incident: Incident,
  { incidents }: Pick<ActingPorts, 'incidents'>,
  rules: TicketingRules,
): Promise<void> {
  const group = groupOf(incident.source, rules);
  if (group) await incidents.leave(seatsOf(group), memberOf(incident).id);
}
