import * as z from 'zod/mini';
import { CxoneTrigger, NumberFormat } from './cxone-settings.ts';
import { Key } from './key.ts';

const Text = z.string().check(z.minLength(1));

/** Ids of NICE CXone are whole numbers. */
const ID_OF_CXONE = 'must be an id of CXone: digits, as text';
const Digits = z.string(ID_OF_CXONE).check(z.regex(/^[1-9]\d{0,17}$/, ID_OF_CXONE));

/** A campaign that calls about alerts, and the contact list it works through. */
export interface CampaignSettings {
  readonly campaignId: string;
  readonly contactListId: string;
}

/** What a stage says of either platform; `id`: what ids look like on it. */
const common = <Id extends z.core.$ZodType<string, string>>(id: Id) => ({
  secretArn: Text,
  /** Presented to the called party, E.164; the platform may override it. */
  callerId: z.string().check(z.regex(/^\+[1-9]\d{6,14}$/)),
  /** Id of the platform's queue by routing queue. On CXone it is an outbound phone skill. */
  queueIds: z.record(z.string(), id),
  /** Campaigns that classes of alerts may name, and the contact list each works through. */
  campaigns: z.optional(z.record(Key, z.strictObject({ campaignId: id, contactListId: id }))),
  /** The platform's do-not-call list that follows ours. On CXone it is a DNC group. */
  doNotCallListId: z.optional(id),
});

/** How an organization of Genesys Cloud is reached. */
export const GenesysSettings = z.strictObject({
  platform: z.literal('genesys'),
  apiBaseUrl: z.url(),
  loginBaseUrl: z.url(),
  ...common(Text),
});
export type GenesysSettings = z.infer<typeof GenesysSettings>;

/** How a business unit of NICE CXone is reached. Its API host is not set: the login tells it. */
export const CxoneSettings = z.strictObject({
  platform: z.literal('cxone'),
  loginBaseUrl: z.url(),
  trigger: CxoneTrigger,
  numberFormat: NumberFormat,
  ...common(Digits),
});
export type CxoneSettings = z.infer<typeof CxoneSettings>;

/** How the telephony platform is reached. */
export const TelephonySettings = z.discriminatedUnion('platform', [GenesysSettings, CxoneSettings]);
export type TelephonySettings = z.infer<typeof TelephonySettings>;
