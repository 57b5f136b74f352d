import * as z from 'zod/mini';
import { Purpose } from './alert-class.ts';
import { Key } from './key.ts';

/** To refresh: ask the CRM about a customer. `lease`: the right to ask, which the sender passes on. */
export const RefreshRequest = z.strictObject({ refresh: Key, lease: z.optional(Key) });
export type RefreshRequest = z.infer<typeof RefreshRequest>;

/** The page of the CRM that opens for an agent. */
export const PopSettings = z.strictObject({
  baseUrl: z.url(),
  /** Path and query with places, e.g. `/ui/agent?cid={contactId}&tier={fields.accountTier}`. */
  template: z.string().check(z.minLength(1), z.maxLength(1000)),
  at: z.enum(['preview', 'connect']),
  /**
   * Where the CRM's own sign-on renews an agent's session and leads on to a page, which takes the place of `{page}`.
   * @default the page itself, whatever it does with a session that is over
   */
  signOnUrl: z.exactOptional(z.string().check(z.maxLength(1000))),
  /** How long an address for a browser opens the page after it was given out or last opened. */
  minutes: z.int().check(z.minimum(1), z.maximum(720)),
  /** Fields of the CRM that may be in an address, beside the account's tier. */
  fields: z.array(z.string().check(z.regex(/^\w{1,64}$/))),
});
export type PopSettings = z.infer<typeof PopSettings>;

/** How contacts are shown to agents. */
export const ContextRules = z.strictObject({
  /** Why contacts of preview campaigns are called; opt-outs for this purpose count. */
  purpose: Purpose,
  /** Where a contact goes whose context is not there in time. */
  suggestedQueue: z.string().check(z.minLength(1)),
  /** Fields of the CRM that say a customer must not be called, e.g. `paymentHold`. */
  holdFields: z.array(z.string().check(z.minLength(1))),
  /** Holds and do-not-disturb flags that are older than this are unknown. */
  holdMaxAgeMs: z.int().check(z.minimum(1)),
  /** Whether it is noted that too little was known in time, for whoever offers the contact again. @default it is not */
  noteMissed: z.exactOptional(z.boolean()),
  /** @default no screen pop */
  pop: z.exactOptional(PopSettings),
});
export type ContextRules = z.infer<typeof ContextRules>;
