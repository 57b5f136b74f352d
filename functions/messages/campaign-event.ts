import * as z from 'zod/mini';
import { Key } from './key.ts';

const Count = z.int().check(z.minimum(0));

/**
 * A campaign changed its state, as guide 004 spells it. Only `outbound.campaign.completed` and `.stopped` lead to a
 * report; the others are taken and ignored, so that a subscription that is too wide harms nobody. Unknown fields are
 * tolerated and dropped.
 */
export const CampaignEvent = z
  .object({
    eventType: z.string().check(z.regex(/^outbound\.campaign\.[a-z_]{1,40}$/)),
    /** Any UTC offset. */
    timestamp: z.iso.datetime({ offset: true }),
    data: z.object({
      campaignId: Key,
      status: z.string().check(z.minLength(1), z.maxLength(40)),
      durationSeconds: z.optional(z.nullable(Count)),
      contactCount: z.optional(z.nullable(Count)),
      /** Who stopped it: an id or an e-mail address. Kept with the report's archive alone. */
      userId: z.optional(z.nullable(z.string().check(z.maxLength(256)))),
    }),
  })
  .register(z.globalRegistry, {
    title: 'CampaignEvent',
    description:
      'A campaign completed or was stopped. The same campaign and instant are one completion, however often it is sent.',
  });
export type CampaignEvent = z.infer<typeof CampaignEvent>;
