/** A ticket to be opened, in our words. */
export interface NewTicket {
  /** Ours, one for each episode of an incident: 64 hex digits. */
  readonly key: string;
  readonly subject: string;
  readonly description: string;
  readonly priority: 'high' | 'normal' | 'low';
  /** Where it comes from, for people. */
  readonly source: string;
}

/** A ticket as the desk knows it. */
export interface Ticket {
  /** The desk's id. */
  readonly id: string;
  /** What people call it, e.g. `INC0010023`; absent where the desk does not tell. */
  readonly number?: string;
  /** Where people look at it. */
  readonly url: string;
  /** Whether people have still to work on it. */
  readonly open: boolean;
}

/** A note on a ticket. The event id is written into it, so that a repeat finds it there. */
export interface TicketNote {
  /** `[A-Za-z0-9.-]{1,80}`; one for each note. */
  readonly eventId: string;
  readonly text: string;
}

/** `accepted`: the desk says it will create the ticket later; `find` tells when it has. */
export type Opened = { readonly kind: 'open'; readonly ticket: Ticket } | { readonly kind: 'accepted' };

/**
 * Where people work on tickets. Success is an id in the body that was read back, never a status code. All methods
 * may be repeated one after another; two at once for one key may open two tickets on a desk whose keys are not unique.
 * @throws {TransientError} nothing was done; repeat later, after `retryAfterMs` when the desk or its quota said so
 * @throws {RejectedError} the desk refuses this for good; `reason` ends in the vendor's own code
 * @throws {UnknownOutcomeError} it may have been done and may still take effect: look again later, do not repeat at once
 */
export interface TicketDesk {
  /** The ticket of this key, made if there is none. With `reopen` it is open again if it was closed. */
  openOrAttach(ticket: NewTicket, reopen: boolean): Promise<Opened>;
  /** The ticket of this key; `undefined` when there is none yet. */
  find(key: string): Promise<Ticket | undefined>;
  /** Adds a note once, whoever repeats it, and gives the ticket as it then is: people may have closed it. */
  addNote(ticketId: string, note: TicketNote): Promise<Pick<Ticket, 'open'>>;
  /** Closes the ticket with the note as its last word. A ticket that people have closed stays as it is. */
  resolve(ticketId: string, note: TicketNote): Promise<void>;
}
