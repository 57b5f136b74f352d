import * as z from 'zod/mini';
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

/** A campaign's records have something due. `hops` counts messages in a row, so that none can feed itself for ever. */
export const AdvanceRequest = z.strictObject({ advance: Key, hops: z.int().check(z.minimum(0)) });
export type AdvanceRequest = z.infer<typeof AdvanceRequest>;
