import * as z from 'zod/mini';
import { Purpose } from './alert-class.ts';
import { Key } from './key.ts';

/** A phone number as the world writes it: a plus sign and 7 to 15 digits, the first not zero (ITU-T E.164). */
export const PhoneNumber = z.string().check(z.regex(/^\+[1-9]\d{6,14}$/, 'must be E.164, e.g. +12025550123'));

const SCOPE = new RegExp(
  `^(?:all|purpose:(?:${Purpose.options.join('|')})|alertType:[A-Za-z0-9._:-]{1,64})$`,
);

/** What an opt-out or a consent covers: every call, those for one purpose, or those about one alert type. */
export const Scope = z
  .string()
  .check(z.regex(SCOPE, 'must be all, purpose:<purpose> or alertType:<alert type>'));
export type Scope = z.infer<typeof Scope>;

/** `express` and `written` give consent of that kind; `revoked` takes every earlier one back. */
export const ConsentChange = z.enum(['express', 'written', 'revoked'], 'must be express, written or revoked');
export type ConsentChange = z.infer<typeof ConsentChange>;

const At = z.iso.datetime({
  offset: true,
  error: 'must be ISO 8601 with an offset, e.g. 2026-11-21T10:15:00Z',
});

/**
 * What somebody wants of us: no calls, or, with `consent`, what they agreed to. About a number, a customer, or both.
 * Unknown fields are tolerated and dropped.
 */
export const Suppression = z
  .object({
    phoneNumber: z.optional(PhoneNumber),
    customerId: z.optional(Key),
    scope: z._default(Scope, 'all'),
    consent: z.optional(ConsentChange),
    /** Where it was said, in one word of the sender's: `agent`, `web-form`, `sms-stop`. */
    source: z.string().check(z.regex(/^[A-Za-z0-9._:-]{1,64}$/, 'must be a word, e.g. agent or web-form')),
    reason: z.optional(z.string().check(z.maxLength(500, 'must have at most 500 characters'))),
    time: z.optional(At),
    expiresAt: z.optional(At),
  })
  .check(
    z.refine(({ phoneNumber, customerId }) => phoneNumber !== undefined || customerId !== undefined, {
      path: ['phoneNumber'],
      message: 'name a phoneNumber, a customerId, or both',
    }),
  )
  .register(z.globalRegistry, {
    title: 'Suppression',
    description:
      'Whom not to call, or with `consent` what somebody agreed to. `time` is when it was said, by default now; without `expiresAt` it holds for good.',
  });
export type Suppression = z.infer<typeof Suppression>;
