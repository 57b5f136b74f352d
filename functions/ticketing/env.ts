import * as z from 'zod/mini';
import { PacingSettings } from '../messages/settings.ts';
import { TicketDeskSettings, TicketingRules } from '../messages/ticketing-settings.ts';
import { jsonVariable } from '../runtime/env.ts';

/** What the stack gives ticketing. */
export const TicketingEnv = z.object({
  LEDGER_TABLE: z.string(),
  ARCHIVE_BUCKET: z.string(),
  TICKETING: jsonVariable(TicketingRules),
  TICKET_DESK: jsonVariable(TicketDeskSettings),
  PACING: jsonVariable(PacingSettings),
  /** Routing queue name to queue id. */
  QUEUE_IDS: jsonVariable(z.record(z.string(), z.string())),
  /** Secret ARN by door, for the doors that are signed. */
  SIGNING_SECRETS: jsonVariable(z.record(z.string(), z.string())),
});
export type TicketingEnv = z.input<typeof TicketingEnv>;
