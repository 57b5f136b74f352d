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

/** Simulated platforms, of which one runs at a time. */
const PLATFORMS: readonly SystemName[] = ['genesys', 'cxone'];

/** How people name a system: by its own name, or `telephony` for the platform that runs, whichever it is. */
export const SystemAddress = z.enum([...SystemName.options, 'telephony']);
export type SystemAddress = z.infer<typeof SystemAddress>;

/** Whether an address means a system. */
export const means = (address: SystemAddress, system: SystemName): boolean =>
  address === system || (address === 'telephony' && PLATFORMS.includes(system));
