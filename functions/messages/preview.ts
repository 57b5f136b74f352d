import * as z from 'zod/mini';
import { Instant, Key } from './key.ts';

/**
 * - `OPEN`: to be judged, or it waits for its time.
 * - `LISTING`: the platform may have been asked to add it.
 * - `LISTED`: it is on the platform's list and may be called.
 * - `WITHDRAWING`: it must not be called any more, and the platform may not have heard of it.
 * - `ENDED`: with its outcome.
 */
export const PreviewState = z.enum(['OPEN', 'LISTING', 'LISTED', 'WITHDRAWING', 'ENDED']);
export type PreviewState = z.infer<typeof PreviewState>;

/** How a contact ended: an agent took it, it was taken back, it was never offered, or its time was over before. */
export const PreviewOutcome = z.enum(['called', 'withdrawn', 'refused', 'expired']);
export type PreviewOutcome = z.infer<typeof PreviewOutcome>;

/** Where a contact is listed: chosen once and kept, so that it never stands on two lists. */
const ListedOn = z.object({ route: z.string(), campaignId: Key, contactListId: z.string() });

/** What is remembered of one contact in one campaign. Nothing in it tells whom a call is for. */
export const Preview = z.object({
  contactId: Key,
  /** The campaign it was pushed for. */
  campaignId: Key,
  customerId: Key,
  state: PreviewState,
  /** Under which its number and fields are kept. */
  reference: z.string(),
  /** Of the push that began it. */
  edgeId: z.string(),
  receivedAt: Instant,
  /** From then on it must not be called. */
  expiresAt: Instant,
  first: z.boolean(),
  duplicates: z.int(),
  /** Waits in a row. */
  tries: z.int(),
  listedOn: z.exactOptional(ListedOn),
  /** Until when it may be called as far as the rules know. */
  validUntil: z.exactOptional(Instant),
  /** What was sent to the platform cannot be applied after this. */
  settledAt: z.exactOptional(Instant),
  outcome: z.exactOptional(PreviewOutcome),
  /** Why it waits, is withdrawn or has ended. */
  reason: z.exactOptional(z.string()),
  /** How often it was offered again because an agent knew too little, and when that agent had looked. */
  requeues: z.exactOptional(z.int()),
  requeuedFor: z.exactOptional(Instant),
  nextAt: z.exactOptional(Instant),
  /** `<epoch ms>|<state>|<reason>`, the latest last. */
  log: z.array(z.string()),
});
export type Preview = z.infer<typeof Preview>;
