import * as z from 'zod';
import { Tag } from '../functions/messages/interaction-completed.ts';
import type { PageRules } from '../functions/messages/page-rules.ts';
import { PanelChoice, type PanelRules } from '../functions/messages/panel.ts';
import { isLoopback } from './hosts.ts';
import type { Stage } from './stage.ts';

/** An origin as a browser writes it, without a path. */
const Origin = z
  .url()
  .refine((text) => new URL(text).origin === text, 'must be an origin, e.g. https://apps.mypurecloud.com');

/** `panel`: the page an agent looks at while a call comes in. */
export const PanelSettings = z.strictObject({
  /** The platform's OAuth client under which agents sign in to the page; not a secret. */
  clientId: z.string().min(1),
  /** Whose pages may hold the panel in a frame. @default nobody's */
  frameAncestors: z.array(Origin).default([]),
  /** What an agent can say of a call with one click. @default nothing */
  dispositions: z
    .array(
      z.strictObject({
        disposition: PanelChoice.shape.disposition,
        label: PanelChoice.shape.label,
        tags: z.array(Tag).max(10).default([]),
      }),
    )
    .max(12)
    .default([]),
  throttle: z
    .strictObject({ ratePerSecond: z.number().int().positive(), burst: z.number().int().positive() })
    .default({ ratePerSecond: 50, burst: 100 }),
});
export type PanelSettings = z.infer<typeof PanelSettings>;

/** What the panel's page is told. */
export function panelPage({ frameAncestors, clientId }: PanelSettings, { telephony }: Stage): PageRules {
  return { frameAncestors, settings: { login: telephony.loginBaseUrl, clientId } };
}

/** The rules as the function gets them. */
export function panelRules({ clientId, dispositions }: PanelSettings, { telephony }: Stage): PanelRules {
  // On CXone agents are known where they sign in.
  const apiBaseUrl = telephony.platform === 'genesys' ? telephony.apiBaseUrl : telephony.loginBaseUrl;
  return { apiBaseUrl, clientId, choices: dispositions };
}

/** Origins that may not frame the panel, with their paths. */
export function panelProblems(panel: PanelSettings | undefined, local: boolean): string[] {
  return (panel?.frameAncestors ?? []).flatMap((origin, index) => {
    const { hostname, protocol } = new URL(origin);
    if (isLoopback(hostname))
      return local ? [] : [`panel.frameAncestors.${index}: only the local stage may name loopback`];
    return protocol === 'https:' ? [] : [`panel.frameAncestors.${index}: must be https`];
  });
}
