import { z } from 'zod';

/** The systems that are simulated. */
export const SystemName = z.enum([
  'genesys',
  'cxone',
  'crm',
  'servicenow',
  'salesforce',
  'snowflake',
  'bigquery',
]);

/** The systems that are simulated. */
export type SystemName = z.infer<typeof SystemName>;
