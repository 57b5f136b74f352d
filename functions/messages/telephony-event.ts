import * as z from 'zod/mini';
import { Key } from './key.ts';

/** Most metrics one event may carry. */
const MOST_METRICS = 50;

const asAgreed = (what: string) => z.optional(z.unknown()).check(z.describe(what));

/**
 * A telephony event as guide 003 spells it. The door leaves a metric's fields to the worker: a sender whose format
 * has drifted must end in quarantine, where somebody looks, and not in a refusal that nobody repeats.
 */
export const TelephonyEvent = z
  .object({
    id: Key,
    eventType: z.enum(['telephony.queue.waiting', 'telephony.trunk.status']),
    metrics: z
      .array(
        z.looseObject({
          name: asAgreed('Name or id of the queue or trunk.'),
          avg: asAgreed('Seconds of waiting; of a trunk the share of the time it was down, 0 to 1.'),
        }),
      )
      .check(z.minLength(1), z.maxLength(MOST_METRICS)),
    timestamp: z.iso.datetime({ offset: true }),
  })
  .register(z.globalRegistry, {
    title: 'TelephonyEvent',
    description:
      'Readings of queues or trunks. Below the threshold of the stage they are counted and nothing else.',
  });
export type TelephonyEvent = z.infer<typeof TelephonyEvent>;
