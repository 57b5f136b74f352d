import type { ContextRules } from '../messages/context.ts';
import { popUrl } from './pop-url.ts';
import { type ContextPorts, type Looked, readContext } from './read-context.ts';

/** What a script opens for an agent, and when. */
export interface ScreenPop {
  readonly contactId: string;
  readonly url: string;
  /** `connect` keeps the screen free while the agent still reads (guide 000, edge case 3). */
  readonly at: 'preview' | 'connect';
  readonly freshness: string;
  readonly withheld: boolean;
}

/**
 * The screen pop of a contact, within the time of a context read; `undefined` where there is no such customer, or the
 * stage has no pop.
 */
export async function readPop(
  looked: Looked,
  ports: ContextPorts,
  rules: ContextRules,
): Promise<ScreenPop | undefined> {
  if (rules.pop === undefined) return undefined;
  const context = await readContext(looked, ports, rules);
  if (context === undefined) return undefined;
  const { contactId, freshness, withheld } = context;
  return { contactId, url: popUrl(rules.pop, context), at: rules.pop.at, freshness, withheld };
}
