import * as z from 'zod/mini';

const Text = z.string().check(z.minLength(1));

/** A field of an org's own. */
export const CustomField = z
  .string()
  .check(z.regex(/^[A-Za-z][A-Za-z0-9_]*__c$/, 'must be a custom field, e.g. Sentiment__c'));

/** Any field of an object. */
const Field = z.string().check(z.regex(/^[A-Za-z][A-Za-z0-9_]*$/, 'must be a field, e.g. Time_Zone__c'));

/** An API version; from v46.0 on an upsert tells whether it created (reference/crm-and-cxone.md, A.1). */
export const SalesforceVersion = z._default(z.string().check(z.regex(/^v(?:4[6-9]|[5-9]\d)\.0$/)), 'v67.0');

/** How segments stand in a Contact. */
export const SalesforceSegmentFields = {
  /** Field by attribute; every attribute that is written needs one, `last_updated` included. */
  fields: z.record(z.string(), CustomField),
  /** What a Contact that segments create has besides: Salesforce asks for a last name. */
  createWith: z._default(z.record(z.string(), z.string()), { LastName: 'Unknown' }),
};

/** Salesforce as the stage's CRM: customers are contacts, follow-ups are tasks. */
export const SalesforceCrmSettings = z.strictObject({
  kind: z.literal('salesforce'),
  /** The My Domain host. */
  baseUrl: z.url(),
  /** Of `{"clientId","clientSecret"}`. */
  secretArn: Text,
  apiVersion: SalesforceVersion,
  /** External id of Contact and of Activity; it must be Unique on both. */
  externalIdField: CustomField,
  /** The first of these that a contact has is called. */
  phoneFields: z._default(z.array(Field).check(z.minLength(1)), ['MobilePhone', 'Phone']),
  doNotCallField: z._default(Field, 'DoNotCall'),
  /** Contacts have no time zone of their own (reference/crm-and-cxone.md, finding 6): IANA names in this field. */
  timeZoneField: CustomField,
  accountTierField: z.optional(Field),
  /** What an agent sees: our name to the contact's field. */
  fields: z._default(z.record(z.string(), Field), {}),
  /** Words of the org for new tasks. */
  task: z._default(
    z.strictObject({ status: Text, priorities: z.strictObject({ high: Text, normal: Text, low: Text }) }),
    { status: 'Not Started', priorities: { high: 'High', normal: 'Normal', low: 'Low' } },
  ),
  /** How segments stand in a contact, unless they go to a system of their own. */
  segments: z.optional(z.strictObject(SalesforceSegmentFields)),
});
export type SalesforceCrmSettings = z.infer<typeof SalesforceCrmSettings>;
