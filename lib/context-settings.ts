import * as z from 'zod';
import { Purpose } from '../functions/messages/alert-class.ts';
import type { ContextRules } from '../functions/messages/context.ts';
import type { Stage } from './stage.ts';

/** `context`: what agents are shown of a contact, and when it is withheld from them. */
export const ContextSettings = z
  .strictObject({
    purpose: z.prefault(Purpose, 'marketing'),
    /** @default the review queue of `routing` */
    suggestedQueue: z.string().min(1).optional(),
    holdFields: z.array(z.string().min(1)).default([]),
  })
  .prefault({});

/** The rules as functions get them. */
export function contextRules({ context, routing, dialing }: Stage): ContextRules {
  const { purpose, suggestedQueue = routing.reviewQueue, holdFields } = context;
  return {
    purpose,
    suggestedQueue,
    holdFields,
    holdMaxAgeMs: dialing.doNotDisturbMaxAgeMinutes * 60_000,
  };
}
