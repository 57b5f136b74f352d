import * as z from 'zod/mini';
import { Customer } from './customer.ts';

/** A customer as the CRM has just changed it (guide 002, section 2: prefetch). Unknown fields are tolerated and dropped. */
export const ContactChange = z
  .object({ ...Customer.shape, changedAt: z.iso.datetime({ offset: true }) })
  .register(z.globalRegistry, {
    title: 'ContactChange',
    description:
      'A customer as the CRM has it since `changedAt`, by its own clock. The whole customer, not what changed; of two changes the later one counts.',
  });
export type ContactChange = z.infer<typeof ContactChange>;
