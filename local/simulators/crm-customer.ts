import { z } from 'zod';

/** A customer as the CRM keeps it. Only the id is held to a form: a CRM's other fields are whatever people typed. */
export const Customer = z.strictObject({
  customerId: z.string().regex(/^[A-Za-z0-9._:-]{1,128}$/),
  phoneNumber: z.string(),
  timeZone: z.string().optional(),
  doNotDisturb: z.boolean(),
  accountTier: z.string().optional(),
  name: z.string().optional(),
  fields: z.record(z.string(), z.string()).optional(),
});

/** A customer as the CRM keeps it. */
export type Customer = z.infer<typeof Customer>;
