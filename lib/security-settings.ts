import * as z from 'zod';

/** Protections that cost extra, and that an account may have already. */
export const SecuritySettings = z.strictObject({
  /**
   * Whether a key of the stage encrypts queues, tables, buckets, topics and logs, instead of AWS's own keys. Set before
   * the first deployment: what was written before stays under the old key.
   */
  customerKey: z.boolean().default(false),
  /** A web ACL before every API. @default none */
  webAcl: z
    .strictObject({
      /** Requests that one address may send in five minutes; AWS WAF takes no fewer than 10. */
      requestsPerFiveMinutes: z.number().int().min(10).max(2_000_000_000),
    })
    .optional(),
});
