import { NEEDED_PARAMETERS } from '../lib/cxone-problems.ts';
import type { Stage } from '../lib/stage.ts';
import type { EffectTap } from './effect-tap.ts';
import {
  alertCampaigns,
  CAMPAIGN_ID,
  CAMPAIGNS,
  CONTACT_LISTS,
  campaignRun,
  PREVIEW_CAMPAIGN_ID,
} from './seed.ts';
import { alertSkills, DISPOSITIONS, PREVIEW_SKILLS, previewSkills, RUN_SKILL } from './seed-cxone.ts';
import type { ControlledPlatform } from './simulators/control-handlers.ts';
import { type CxoneSimulator, startCxoneSimulator } from './simulators/cxone.ts';
import { TENANT } from './simulators/cxone-tokens.ts';
import { type GenesysSimulator, startGenesysSimulator } from './simulators/genesys.ts';
import type { Override } from './stage-settings.ts';

/** How a simulated platform is started, whichever it is. */
export interface PlatformOptions {
  /** Requests it takes from one token in a minute. @default the platform's own */
  readonly requestsPerMinute?: number;
  readonly tap?: EffectTap;
}

/** A simulated platform that runs; by its own name, too, for who needs what only that one has. */
export interface StartedPlatform {
  readonly platform: ControlledPlatform;
  readonly genesys?: GenesysSimulator;
  readonly cxone?: CxoneSimulator;
}

type Platform = Stage['telephony']['platform'];

/** Campaigns that a simulated platform begins with, by their ids. */
export interface SeededCampaigns {
  /** It is over, and has figures for a report. */
  readonly ended: string;
  /** Its agents are shown contacts before they call. */
  readonly preview: string;
}

/** What the laptop knows of one platform. */
interface LocalPlatform {
  /** What the local stage says on it, laid over the block of `cdk.json` before anybody's own settings. */
  readonly settings: readonly Override[];
  /** Settings that hold its address. */
  readonly addresses: readonly string[];
  readonly seeded: SeededCampaigns;
  /** What its secret holds and its simulator accepts. */
  readonly credentials: Readonly<Record<string, string>>;
  start(telephony: Stage['telephony'], options: PlatformOptions): Promise<StartedPlatform>;
}

const CLIENT = { clientId: 'local', clientSecret: 'local' };
const ACCESS_KEY = { accessKeyId: 'local', accessKeySecret: 'local' };

/** Ids of CXone are numbers; the routing queues and the campaign are the block's. */
const ON_CXONE: readonly Override[] = [
  { path: 'telephony.platform', value: 'cxone' },
  { path: 'telephony.apiBaseUrl', value: undefined },
  { path: 'telephony.numberFormat', value: 'e164' },
  {
    path: 'telephony.trigger',
    value: {
      kind: 'script',
      scriptPath: 'Trunkline\\SensorCall',
      parameters: NEEDED_PARAMETERS,
    },
  },
  {
    path: 'telephony.queueIds',
    value: { 'field-service': '48201', 'enterprise-service': '48202', 'tier-review': '48203' },
  },
  { path: 'telephony.doNotCallListId', value: '77' },
  { path: 'telephony.campaigns.sensor-calls', value: { campaignId: '48301', contactListId: '5201' } },
  { path: 'previews.routes.enterprise.campaignId', value: PREVIEW_SKILLS.enterprise },
  { path: 'ticketing.template.source', value: 'NICE CXone' },
  // It has no bus: ends of conversations are looked for. Waits come by the door, as on the other platform.
  { path: 'segmentation.conversations.eventSource', value: undefined },
  { path: 'context.previewEvents', value: false },
  { path: 'previews.requeue', value: undefined },
  { path: 'panel.tenantId', value: TENANT.tenantId },
];

const LOCAL_PLATFORMS: Readonly<Record<Platform, LocalPlatform>> = {
  genesys: {
    settings: [],
    addresses: ['telephony.apiBaseUrl', 'telephony.loginBaseUrl'],
    credentials: CLIENT,
    seeded: { ended: CAMPAIGN_ID, preview: PREVIEW_CAMPAIGN_ID },
    async start({ queueIds, doNotCallListId, campaigns = {} }, options) {
      const calling = alertCampaigns(Object.values(campaigns));
      const genesys = await startGenesysSimulator({
        ...CLIENT,
        ...options,
        queueIds: Object.values(queueIds),
        contactLists: [...CONTACT_LISTS, ...calling.contactLists],
        campaigns: [...CAMPAIGNS, ...calling.campaigns],
        doNotCallListIds: doNotCallListId === undefined ? [] : [doNotCallListId],
      });
      genesys.putCampaignRun(CAMPAIGN_ID, campaignRun(new Date()));
      return { platform: genesys, genesys };
    },
  },
  cxone: {
    settings: ON_CXONE,
    addresses: ['telephony.loginBaseUrl', 'panel.issuer'],
    credentials: ACCESS_KEY,
    seeded: { ended: RUN_SKILL, preview: PREVIEW_SKILLS.general },
    async start(telephony, options) {
      const trigger = 'trigger' in telephony ? telephony.trigger : undefined;
      const scripts =
        trigger?.kind === 'script' ? [{ path: trigger.scriptPath, parameters: trigger.parameters }] : [];
      const { queueIds, doNotCallListId, campaigns = {} } = telephony;
      const calling = alertSkills(Object.values(campaigns));
      const previews = previewSkills(Object.values(PREVIEW_SKILLS));
      const cxone = await startCxoneSimulator({
        ...ACCESS_KEY,
        ...options,
        skillIds: Object.values(queueIds),
        scripts,
        doNotCallGroupIds: doNotCallListId === undefined ? [] : [doNotCallListId],
        callLists: [...calling.callLists, ...previews.callLists],
        dialerSkills: [...calling.dialerSkills, ...previews.dialerSkills],
      });
      cxone.putCampaignRun(RUN_SKILL, campaignRun(new Date(), DISPOSITIONS));
      return { platform: cxone, cxone };
    },
  },
};

const known = (name: unknown): LocalPlatform | undefined =>
  Object.entries(LOCAL_PLATFORMS).find(([platform]) => platform === name)?.[1];

/** What the local stage says on the platform of this name; nothing where there is no such platform. */
export const platformSettings = (name: unknown): readonly Override[] => known(name)?.settings ?? [];

/** Settings that lead to a simulated platform. */
export const platformAddresses = (name: Platform, url: string): readonly Override[] =>
  LOCAL_PLATFORMS[name].addresses.map((path) => ({ path, value: url }));

/** What the secret of the local stage holds for a platform. */
export const platformCredentials = (name: Platform): Readonly<Record<string, string>> =>
  LOCAL_PLATFORMS[name].credentials;

/** The campaigns that a simulated platform begins with. */
export const seededCampaigns = (name: Platform): SeededCampaigns => LOCAL_PLATFORMS[name].seeded;

/** Starts the platform a stage names, as it should be set up for that stage. */
export const startPlatform = (
  telephony: Stage['telephony'],
  options: PlatformOptions,
): Promise<StartedPlatform> => LOCAL_PLATFORMS[telephony.platform].start(telephony, options);
