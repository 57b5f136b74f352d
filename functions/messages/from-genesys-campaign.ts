import * as z from 'zod/mini';
import type { CampaignStatus } from './campaign-record.ts';
import { Key } from './key.ts';

/**
 * A campaign's configuration changed, as EventBridge delivers it (`DialerCampaignConfigChangeCampaign`;
 * reference/genesys-cloud.md, 3.1, 3.2 and 3.4). Plain edits come as well, so `version` and the status before decide.
 */
export const CampaignChange = z.object({
  detail: z.object({
    topicName: z.string().check(z.regex(/^v2\.outbound\.campaigns\.[^.]+$/)),
    timestamp: z.iso.datetime({ offset: true }),
    eventBody: z.object({
      id: Key,
      campaignStatus: z.string().check(z.regex(/^[A-Za-z_]{1,40}$/)),
      version: z.int().check(z.minimum(0)),
      dateModified: z.optional(z.nullable(z.iso.datetime({ offset: true }))),
    }),
  }),
});
export type CampaignChange = z.infer<typeof CampaignChange>;

/** The words of `campaignStatus` whose meaning is known (reference/genesys-cloud.md, section 3.4). */
const STATUSES: Readonly<Record<string, CampaignStatus>> = {
  on: 'on',
  stopping: 'stopping',
  forced_stopping: 'stopping',
  off: 'off',
  complete: 'complete',
  invalid: 'failed',
  forced_off: 'failed',
};

/** How a campaign stands, from the platform's word for it; enumerations grow, so an unknown word is no failure. */
export const campaignStatus = (word: string): CampaignStatus => STATUSES[word.toLowerCase()] ?? 'other';
