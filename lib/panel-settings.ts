import * as z from 'zod';
import { Tag } from '../functions/messages/interaction-completed.ts';
import type { PageRules } from '../functions/messages/page-rules.ts';
import { type AgentSettings, PanelChoice, type PanelRules } from '../functions/messages/panel.ts';
import type { TelephonySettings } from '../functions/messages/telephony-settings.ts';
import { hostProblem, isLoopback } from './hosts.ts';
import type { Stage } from './stage.ts';

/** An origin as a browser writes it, without a path. */
const Origin = z
  .url()
  .refine((text) => new URL(text).origin === text, 'must be an origin, e.g. https://apps.mypurecloud.com');

/** `panel`: the page an agent looks at while a call comes in. */
export const PanelSettings = z.strictObject({
  /** The platform's OAuth client under which agents sign in to the page; not a secret. */
  clientId: z.string().min(1),
  /** CXone alone: who issues the agents' tokens. @default NICE's global sign-in */
  issuer: z.url().optional(),
  /** CXone alone: the tenant whose agents may open the page. */
  tenantId: z.string().min(1).optional(),
  /** CXone alone: what tokens name as the application they are for. @default the client's id */
  audience: z.string().min(1).optional(),
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

/** Where agents of CXone sign in, unless a stage says otherwise. (reference/crm-and-cxone.md section C.1) */
const CXONE_ISSUER = 'https://cxone.niceincontact.com';

/** How the panel's agents are known. */
function agentsOf(
  { clientId, issuer, tenantId, audience }: PanelSettings,
  telephony: TelephonySettings,
): AgentSettings {
  const { platform } = telephony;
  switch (platform) {
    case 'genesys':
      return { platform, apiBaseUrl: telephony.apiBaseUrl, clientId };
    case 'cxone':
      return {
        platform,
        issuer: issuer ?? CXONE_ISSUER,
        clientId,
        audience: audience ?? clientId,
        // `agentProblems` sees to it that it is named.
        tenantId: tenantId ?? '',
      };
    default:
      return telephony satisfies never;
  }
}

/** What the panel's page is told. */
export function panelPage(panel: PanelSettings, { telephony }: Stage): PageRules {
  const agents = agentsOf(panel, telephony);
  const { frameAncestors, clientId } = panel;
  const signIn =
    agents.platform === 'genesys'
      ? { gives: 'token', address: `${telephony.loginBaseUrl}/oauth/authorize`, clientId }
      : { gives: 'code', address: `${agents.issuer}/auth/authorize`, clientId };
  return { frameAncestors, settings: { signIn } };
}

/** The rules as the function gets them. */
export const panelRules = (panel: PanelSettings, { telephony }: Stage): PanelRules => ({
  agents: agentsOf(panel, telephony),
  choices: panel.dispositions,
});

/** Settings of the panel that do not fit, with their paths. */
export function panelProblems(
  {
    panel,
    telephony,
  }: { readonly panel?: PanelSettings | undefined; readonly telephony?: TelephonySettings | undefined },
  local: boolean,
): string[] {
  if (panel === undefined) return [];
  return [...framingProblems(panel, local), ...(telephony ? agentProblems(panel, telephony, local) : [])];
}

/** CXone's agents belong to a tenant, and a public application may be any tenant's. */
function agentProblems(panel: PanelSettings, { platform }: TelephonySettings, local: boolean): string[] {
  if (platform === 'genesys') {
    return (['issuer', 'tenantId', 'audience'] as const)
      .filter((name) => panel[name] !== undefined)
      .map((name) => `panel.${name}: only with CXone, whose agents it tells apart`);
  }
  const host = panel.issuer === undefined ? undefined : hostProblem(panel.issuer, 'cxone', 'login', local);
  return [
    ...(host ? [`panel.issuer: ${host}`] : []),
    ...(panel.tenantId === undefined
      ? ['panel.tenantId: must name the tenant whose agents may see what a call is about']
      : []),
  ];
}

/** Origins that may not frame the panel, with their paths. */
function framingProblems({ frameAncestors }: PanelSettings, local: boolean): string[] {
  return frameAncestors.flatMap((origin, index) => {
    const { hostname, protocol } = new URL(origin);
    if (isLoopback(hostname))
      return local ? [] : [`panel.frameAncestors.${index}: only the local stage may name loopback`];
    return protocol === 'https:' ? [] : [`panel.frameAncestors.${index}: must be https`];
  });
}
