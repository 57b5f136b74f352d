import * as z from 'zod';
import { popProblems, signOnProblems } from '../functions/context/pop-url.ts';
import { Purpose } from '../functions/messages/alert-class.ts';
import { type ContextRules, PopSettings } from '../functions/messages/context.ts';
import { hostProblem } from './hosts.ts';
import type { SegmentationSettings } from './segmentation-settings.ts';
import type { Stage } from './stage.ts';

/** `context`: what agents are shown of a contact, and when it is withheld from them. */
export const ContextSettings = z
  .strictObject({
    purpose: z.prefault(Purpose, 'marketing'),
    /** @default the review queue of `routing` */
    suggestedQueue: z.string().min(1).optional(),
    /** How many agents may look at once: kept free for them in the account. @default as many as the account allows */
    maxConcurrency: z.int().min(1).max(1000).optional(),
    holdFields: z.array(z.string().min(1)).default([]),
    /** Whether previews on the platform's bus warm the cache and write back what came of them. */
    previewEvents: z.boolean().default(false),
    pop: z
      .strictObject({
        baseUrl: PopSettings.shape.baseUrl,
        template: PopSettings.shape.template,
        signOnUrl: PopSettings.shape.signOnUrl,
        minutes: z.prefault(PopSettings.shape.minutes, 30),
        at: z.enum(['preview', 'connect']).default('preview'),
        fields: z.prefault(PopSettings.shape.fields, []),
      })
      .optional(),
  })
  .prefault({});

/** The rules as functions get them. */
export function contextRules({ context, routing, dialing, previews }: Stage): ContextRules {
  const { purpose, suggestedQueue = routing.reviewQueue, holdFields, pop } = context;
  return {
    purpose,
    suggestedQueue,
    holdFields,
    holdMaxAgeMs: dialing.doNotDisturbMaxAgeMinutes * 60_000,
    ...(previews.requeue && { noteMissed: true }),
    ...(pop && { pop }),
  };
}

/** What is well-formed but cannot be meant, or names a host that may not be used; with paths. */
export function contextProblems(
  context: z.infer<typeof ContextSettings> | undefined,
  segmentation: SegmentationSettings | undefined,
  local: boolean,
): string[] {
  const { pop, previewEvents = false } = context ?? {};
  const host = pop && hostProblem(pop.baseUrl, 'any', 'api', local);
  const signOn = pop?.signOnUrl === undefined ? [] : signOnUrlProblems(pop.signOnUrl, local);
  return [
    ...(host === undefined ? [] : [`context.pop.baseUrl: ${host}`]),
    ...(pop ? popProblems(pop).map((problem) => `context.pop.template: ${problem}`) : []),
    ...signOn.map((problem) => `context.pop.signOnUrl: ${problem}`),
    ...(previewEvents && segmentation && segmentation.conversations?.eventSource === undefined
      ? ['context.previewEvents: segmentation.conversations names no bus they come by']
      : []),
  ];
}

function signOnUrlProblems(signOnUrl: string, local: boolean): readonly string[] {
  const problems = signOnProblems(signOnUrl);
  if (problems.length > 0) return problems;
  const [withoutQuery = ''] = signOnUrl.split(/[?#]/, 1);
  const host = hostProblem(withoutQuery, 'any', 'api', local);
  return host === undefined ? [] : [host];
}
