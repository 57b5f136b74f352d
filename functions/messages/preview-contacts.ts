import * as z from 'zod/mini';
import { Key } from './key.ts';
import { PhoneNumber } from './suppression.ts';

/** Most contacts one push may carry; the platform takes as many in one request. */
export const MAX_CONTACTS_PER_PUSH = 1000;

/** A name of a field, and a text short enough for a cell of a contact list (reference/genesys-cloud.md, 1.5). */
const Field = z.object({
  key: z.string().check(z.regex(/^[A-Za-z]\w{0,63}$/, 'must be a name, e.g. accountTier')),
  value: z.string().check(z.maxLength(512)),
});

/** One contact of a push. Unknown fields are tolerated and dropped. */
export const PushedContact = z.object({
  contactId: Key,
  phoneNumber: PhoneNumber,
  /** The customer as the CRM knows it. @default the contact's own id */
  externalContactId: z.optional(Key),
  fields: z._default(z.array(Field).check(z.maxLength(50)), []),
});
export type PushedContact = z.infer<typeof PushedContact>;

/**
 * Contacts for a preview campaign, as guide 000 spells it. The door leaves the contacts to the worker, which judges each
 * on its own: a bad one costs no other.
 */
export const PreviewContacts = z
  .object({
    campaignId: Key,
    contacts: z.array(z.unknown()).check(z.minLength(1), z.maxLength(MAX_CONTACTS_PER_PUSH)),
    /** `High` goes before those that wait already. */
    priority: z.optional(z.enum(['High', 'Normal', 'Low'])),
    expirationTime: z.optional(z.iso.datetime({ offset: true })),
  })
  .register(z.globalRegistry, {
    title: 'PreviewContacts',
    description:
      'Contacts for a preview campaign. Each has a contactId, a phoneNumber (E.164), and may have an externalContactId and fields of key and value. One contactId in one campaign is one contact, however often it is sent.',
  });
export type PreviewContacts = z.infer<typeof PreviewContacts>;
