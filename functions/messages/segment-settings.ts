import * as z from 'zod/mini';
import { CustomField, SalesforceSegmentFields, SalesforceVersion } from './salesforce-crm-settings.ts';
import { CrmSettings } from './settings.ts';

/** By what the CRM that gets the segments knows a customer: our id, or a number or address that we read for it. */
export const SegmentIdentifier = z.enum(['id', 'phone', 'email']);
export type SegmentIdentifier = z.infer<typeof SegmentIdentifier>;

/** By what customers are known where segments go, and which CRM tells that of them. */
export const IdentifiedBy = z.strictObject({ by: SegmentIdentifier, crm: z.optional(CrmSettings) });
export type IdentifiedBy = z.infer<typeof IdentifiedBy>;

/** Paths of a generic REST CRM's customers; `{customerId}` stands for the id. */
export const RestSegmentPaths = z.strictObject({
  customer: z.string().check(z.regex(/^\/.*\{customerId\}/)),
  customers: z.string().check(z.startsWith('/')),
  /** Takes `{"phone"}` or `{"email"}` in the body and tells the id; needed where customers are not known by our id. */
  lookup: z.optional(z.string().check(z.startsWith('/'))),
});
export type RestSegmentPaths = z.infer<typeof RestSegmentPaths>;

const Reached = { baseUrl: z.url(), secretArn: z.string().check(z.minLength(1)) };

/** The CRM that gets the segments, and how it is reached. */
export const SegmentCrmSettings = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('rest'), ...Reached, paths: RestSegmentPaths }),
  z.strictObject({
    kind: z.literal('salesforce'),
    ...Reached,
    apiVersion: SalesforceVersion,
    /** External ID of Contact; it must be Unique, too. */
    externalIdField: CustomField,
    ...SalesforceSegmentFields,
  }),
  z.strictObject({
    kind: z.literal('hubspot'),
    ...Reached,
    /** Unique property that holds our id of the customer. */
    idProperty: z.string().check(z.regex(/^[a-z][a-z0-9_]*$/)),
    /** Property by attribute; every attribute that is written needs one, `last_updated` included. */
    properties: z.record(z.string(), z.string().check(z.regex(/^[a-z][a-z0-9_]*$/))),
    /** IANA zone of the portal: its daily limit begins anew at midnight there. */
    timeZone: z.string().check(z.minLength(1)),
  }),
]);
export type SegmentCrmSettings = z.infer<typeof SegmentCrmSettings>;
