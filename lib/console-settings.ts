import * as z from 'zod';
import type { PageRules } from '../functions/messages/page-rules.ts';
import type { Stage } from './stage.ts';

/** `console`: the page on which operators see how everything stands. Its readers bring the key of the reads. */
export const ConsoleSettings = z.strictObject({
  /** Whether the page asks the reads again and again, or a local system tells it by itself. */
  updates: z.enum(['poll', 'events']).default('poll'),
});
export type ConsoleSettings = z.infer<typeof ConsoleSettings>;

/** What the console's page is told. Nobody may hold it in a frame. */
export const consolePage = ({ updates }: ConsoleSettings, { name }: Stage): PageRules => ({
  frameAncestors: [],
  settings: { stage: name, updates },
});

/** What does not fit the console, with its path. */
export function consoleProblems(
  { console: page, reads }: { console?: ConsoleSettings | undefined; reads?: Stage['reads'] | undefined },
  local: boolean,
): string[] {
  if (page === undefined) return [];
  return [
    ...(page.updates === 'events' && !local ? ['console.updates: only the local stage tells by itself'] : []),
    ...(reads?.auth === 'iam' ? ['console: a browser cannot sign, so reads.auth must be "apiKey"'] : []),
  ];
}
