import * as z from 'zod/mini';

/** What the stack gives the list of incidents. */
export const IncidentsEnv = z.object({ LEDGER_TABLE: z.string() });
export type IncidentsEnv = z.input<typeof IncidentsEnv>;
