import { expect, it } from '@jest/globals';
import type { NewTicket, TicketDesk } from '../../functions/ports/ticket-desk.ts';

/** A desk under test, and a look at its tickets. */
export interface DeskSubject {
  readonly desk: TicketDesk;
  tickets(): readonly {
    readonly id: string;
    readonly key: string;
    readonly open: boolean;
    readonly notes: readonly string[];
  }[];
  /** People close a ticket, or open it again. */
  setOpen(id: string, open: boolean): void;
}

/** A ticket with what a test says otherwise. */
export const newTicket = (changes: Partial<NewTicket> = {}): NewTicket => ({
  key: 'a'.repeat(64),
  subject: 'Telephony incident: Field service wait_seconds',
  description: 'Average wait exceeded the threshold.\nValue: 412',
  priority: 'high',
  source: 'Genesys Cloud Telephony',
  ...changes,
});

const NOTE = { eventId: 'trunkline-0123456789abcdef0123456789abcdef-1', text: 'Still in breach.' };
const LAST = { eventId: 'trunkline-0123456789abcdef0123456789abcdef-2', text: 'Over.' };

/** The contract of the port, for the fake and for every adapter. */
export function ticketDeskSuite(subject: () => DeskSubject): void {
  const open = async (ticket = newTicket()): Promise<string> => {
    const opened = await subject().desk.openOrAttach(ticket, false);
    if (opened.kind !== 'open') throw new Error('the desk has only accepted the ticket');
    return opened.ticket.id;
  };

  it('opens a ticket and tells its id, its address and that it is open', async () => {
    const opened = await subject().desk.openOrAttach(newTicket(), false);

    expect(opened).toMatchObject({
      kind: 'open',
      ticket: { open: true, url: expect.stringMatching(/^https?:/) },
    });
    expect(subject().tickets()).toMatchObject([{ key: newTicket().key, open: true }]);
  });

  it('opens one ticket for one key, however often it is asked', async () => {
    const ids = [await open(), await open(), await open()];

    expect(new Set(ids).size).toBe(1);
    expect(subject().tickets()).toHaveLength(1);
  });

  it('opens another ticket for another key', async () => {
    expect(await open()).not.toBe(await open(newTicket({ key: 'b'.repeat(64) })));
  });

  it('finds the ticket of a key, and none where there is none', async () => {
    const id = await open();

    expect(await subject().desk.find(newTicket().key)).toMatchObject({ id, open: true });
    expect(await subject().desk.find('c'.repeat(64))).toBeUndefined();
  });

  it('adds a note once, whoever repeats it', async () => {
    const id = await open();

    const { desk, tickets } = subject();
    await desk.addNote(id, NOTE);
    const after = await desk.addNote(id, NOTE);

    expect(after.open).toBe(true);
    expect(tickets()[0]?.notes.filter((text) => text.includes(NOTE.eventId))).toHaveLength(1);
  });

  it('closes a ticket with a last word, once', async () => {
    const id = await open();

    const { desk, tickets } = subject();
    await desk.resolve(id, LAST);
    await desk.resolve(id, LAST);

    expect(tickets()).toMatchObject([{ open: false }]);
    expect(tickets()[0]?.notes.filter((text) => text.includes(LAST.eventId))).toHaveLength(1);
  });

  it('leaves a ticket alone that people have closed', async () => {
    const id = await open();
    subject().setOpen(id, false);

    await subject().desk.resolve(id, LAST);

    expect(
      subject()
        .tickets()[0]
        ?.notes.some((text) => text.includes(LAST.eventId)),
    ).toBe(false);
  });

  it('attaches to a closed ticket without opening it, and opens it when that is asked', async () => {
    const id = await open();
    subject().setOpen(id, false);

    const attached = await subject().desk.openOrAttach(newTicket(), false);
    const reopened = await subject().desk.openOrAttach(newTicket(), true);

    expect(attached).toMatchObject({ ticket: { id, open: false } });
    expect(reopened).toMatchObject({ ticket: { id, open: true } });
    expect(subject().tickets()).toMatchObject([{ open: true }]);
  });

  it('tells with a note that people have closed the ticket', async () => {
    const id = await open();
    subject().setOpen(id, false);

    expect(await subject().desk.addNote(id, NOTE)).toMatchObject({ open: false });
  });
}
