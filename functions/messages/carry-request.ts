import * as z from 'zod/mini';
import { DeliveryName, Receipt, Sha256 } from './report-receipt.ts';

/** A version of a report is to be carried to a warehouse. Carries no figures: the documents lie in the archive. */
export const CarryRequest = z.strictObject({
  carry: DeliveryName,
  /** Names the documents in the archive. */
  document: Sha256,
});
export type CarryRequest = z.infer<typeof CarryRequest>;

/** How one try to deliver ended. */
export const DeliveryTry = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('delivered'), receipt: Receipt }),
  z.strictObject({
    kind: z.literal('failed'),
    why: z.string().check(z.regex(/^[a-z0-9_]{1,64}$/)),
    /** The same would be refused again. */
    forGood: z.boolean(),
    /** The store's own wish, ms; at most a day. */
    retryAfterMs: z.optional(z.int().check(z.minimum(0), z.maximum(86_400_000))),
  }),
]);
export type DeliveryTry = z.infer<typeof DeliveryTry>;

/** What came of carrying. */
export const CarryResult = z.strictObject({ carried: DeliveryName, tried: DeliveryTry });
export type CarryResult = z.infer<typeof CarryResult>;
