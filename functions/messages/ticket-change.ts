import * as z from 'zod/mini';
import { Key } from './key.ts';

/** What people do to a ticket; `retry`: what the desk had refused is mended, ask it again. */
export const TicketChangeKind = z.enum(['resolved', 'reopened', 'reassigned', 'commented', 'retry']);
export type TicketChangeKind = z.infer<typeof TicketChangeKind>;

/**
 * A change of a ticket as the desk's own automation posts it. The ticket is named by our key or by the desk's id. The
 * text is looked through for our own mark and never kept: it may say anything about anybody.
 */
export const TicketChange = z
  .object({
    eventId: Key,
    ticket: Key.check(z.describe("Our key of the ticket, or the desk's id.")),
    change: TicketChangeKind,
    timestamp: z.iso.datetime({ offset: true }),
    text: z.optional(z.string().check(z.maxLength(8000))),
  })
  .register(z.globalRegistry, {
    title: 'TicketChange',
    description:
      'A change of a ticket at the desk. Our own changes coming back are recognised and change nothing.',
  });
export type TicketChange = z.infer<typeof TicketChange>;
