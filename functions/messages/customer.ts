import * as z from 'zod/mini';
import { Key } from './key.ts';

/** A customer as the CRM describes it. `phoneNumber` is the CRM's text; whether it is a number is judged later. */
export const Customer = z.object({
  customerId: Key,
  phoneNumber: z.string(),
  /** IANA zone; when the CRM sends one it stands alone. */
  timeZone: z.optional(z.string()),
  doNotDisturb: z.boolean(),
  accountTier: z.optional(z.string()),
  name: z.optional(z.string()),
  fields: z.optional(z.record(z.string(), z.string())),
  /** When the CRM last changed what it says here, by its own clock; of two descriptions the later one counts. */
  changedAt: z.optional(z.iso.datetime({ offset: true })),
});
export type Customer = z.infer<typeof Customer>;
