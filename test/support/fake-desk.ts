import { RejectedError, TransientError, UnknownOutcomeError } from '../../functions/errors.ts';
import type { NewTicket, Ticket, TicketDesk, TicketNote } from '../../functions/ports/ticket-desk.ts';

/** How the desk fails an act: not reached, told to wait, refused for good, done with its answer lost, or only accepted. */
export type DeskFault = 'unavailable' | 'throttled' | 'unauthorized' | 'refused' | 'lost_reply' | 'accepted';

/** A ticket as the desk keeps it. */
export interface KeptTicket extends NewTicket {
  readonly id: string;
  readonly open: boolean;
  /** Every text that was ever added, in order. */
  readonly notes: readonly string[];
}

/** A desk in memory whose keys are not unique: who opens twice at once gets two tickets. */
export interface FakeDesk extends TicketDesk {
  tickets(): readonly KeptTicket[];
  /** What goes wrong with the next act of this kind; asked once an act. */
  fault(act: 'open' | 'find' | 'note' | 'resolve'): DeskFault | undefined;
  /** People close or open a ticket. */
  setOpen(id: string, open: boolean): void;
  /** Creates what was only accepted so far. */
  createAccepted(): void;
}

/** What a fake desk asks its surroundings. */
export interface FakeDeskOptions {
  /** Lets others go on between two requests of one act. @default nobody */
  readonly between?: () => Promise<void>;
  readonly fault?: (act: 'open' | 'find' | 'note' | 'resolve') => DeskFault | undefined;
}

/** The wait a throttled or unauthorized desk asks for, ms. */
export const DESK_RETRY_AFTER_MS = 15 * 60_000;

/** A desk without tickets. */
export function fakeDesk({
  between = async () => undefined,
  fault = () => undefined,
}: FakeDeskOptions = {}): FakeDesk {
  const kept: KeptTicket[] = [];
  const promised: NewTicket[] = [];
  const byKey = (key: string) => kept.find((ticket) => ticket.key === key);
  const change = (id: string, to: (ticket: KeptTicket) => KeptTicket): void => {
    const at = kept.findIndex((ticket) => ticket.id === id);
    const there = kept[at];
    if (!there) throw new RejectedError('fake_refused: not_found', 'no such ticket');
    kept[at] = to(there);
  };
  const add = (ticket: NewTicket): KeptTicket => {
    const made = { ...ticket, id: `desk-${kept.length + 1}`, open: true, notes: [] };
    kept.push(made);
    return made;
  };
  const withNote = (ticket: KeptTicket, note: TicketNote): KeptTicket => ({
    ...ticket,
    notes: ticket.notes.some((text) => text.includes(note.eventId))
      ? ticket.notes
      : [...ticket.notes, `${note.text} [${note.eventId}]`],
  });

  const desk: FakeDesk = {
    fault,
    tickets: () => kept,
    setOpen: (id, open) => change(id, (ticket) => ({ ...ticket, open })),
    createAccepted: () => {
      for (const ticket of promised.splice(0)) if (!byKey(ticket.key)) add(ticket);
    },
    async openOrAttach(ticket, reopen) {
      const gone = desk.fault('open');
      const found = byKey(ticket.key);
      // Nothing is asked of a ticket that is open, so nothing can be refused.
      if (gone !== 'refused' || !found?.open) failBefore(gone);
      await between();
      if (found && reopen) change(found.id, (there) => ({ ...there, open: true }));
      if (!found && gone === 'accepted') {
        promised.push(ticket);
        return { kind: 'accepted' };
      }
      const made = found ? (byKey(ticket.key) ?? found) : add(ticket);
      failAfter(gone);
      await between();
      return { kind: 'open', ticket: told(made) };
    },
    async find(key) {
      failBefore(desk.fault('find'));
      const found = byKey(key);
      await between();
      return found && told(found);
    },
    async addNote(ticketId, note) {
      const gone = desk.fault('note');
      failBefore(gone);
      await between();
      change(ticketId, (ticket) => withNote(ticket, note));
      failAfter(gone);
      await between();
      return { open: kept.some(({ id, open }) => id === ticketId && open) };
    },
    async resolve(ticketId, note) {
      const gone = desk.fault('resolve');
      failBefore(gone);
      await between();
      change(ticketId, (ticket) => (ticket.open ? { ...withNote(ticket, note), open: false } : ticket));
      failAfter(gone);
      await between();
    },
  };
  return desk;
}

const told = ({ id, open }: KeptTicket): Ticket => ({
  id,
  number: id.toUpperCase(),
  url: `https://desk.example/${id}`,
  open,
});

function failBefore(fault: DeskFault | undefined): void {
  if (fault === 'unavailable') throw new TransientError('fake_unavailable', 'no connection');
  if (fault === 'throttled' || fault === 'unauthorized') {
    throw new TransientError(`fake_${fault}`, 'later', { retryAfterMs: DESK_RETRY_AFTER_MS });
  }
  if (fault === 'refused') throw new RejectedError('fake_refused: validation', 'never');
}

function failAfter(fault: DeskFault | undefined): void {
  if (fault === 'lost_reply') throw new UnknownOutcomeError('fake_no_answer', 'no answer');
}
