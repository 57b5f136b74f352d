import * as z from 'zod/mini';
import { OccupancySettings } from '../messages/settings.ts';
import { jsonVariable, numberVariable } from '../runtime/env.ts';

/** What the stack gives the overview. */
export const OverviewEnv = z.object({
  LEDGER_TABLE: z.string(),
  MAX_AGE_MINUTES: numberVariable,
  /** Requests a minute of each destination whose budget is watched. */
  BUDGETS: jsonVariable(z.strictObject({ telephony: z.int(), crm: z.int(), desk: z.int() })),
  OCCUPANCY: jsonVariable(OccupancySettings),
  /** Names of the routing queues whose occupancy is watched. */
  ROUTING_QUEUES: jsonVariable(z.array(z.string())),
  /** What the addresses of the queues begin with, without a last slash. */
  QUEUE_BASE_URL: z.string(),
  /** Names of queues by worker and lane. */
  QUEUES: jsonVariable(z.record(z.string(), z.string())),
});
export type OverviewEnv = z.input<typeof OverviewEnv>;
