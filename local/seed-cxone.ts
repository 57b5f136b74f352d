import type { CampaignSettings } from '../functions/messages/telephony-settings.ts';
import type { SimulatedCallList } from './simulators/cxone-lists.ts';
import type { SimulatedDialerSkill } from './simulators/cxone-skills.ts';

/** Dialer skills of previews: for everybody, and for enterprise customers. */
export const PREVIEW_SKILLS = { general: '48310', enterprise: '48311' };

/** The campaign of the seeded run: a Personal Connection skill. */
export const RUN_SKILL = '48320';

/** Dispositions of that run. */
export const DISPOSITIONS = { sale: '101', callback: '102' };

/** Columns a list of a preview campaign maps besides, and those of a list that calls about alerts. */
const PREVIEW_COLUMNS = ['accountTier', 'contactId', 'lastPurchaseDate', 'tierSkill'];
const ALERT_COLUMNS = ['sensorId', 'alertType', 'referenceId', 'attemptId'];

/** Dialer skills that call about alerts, as people should set them up, and their lists. */
export function alertSkills(named: readonly CampaignSettings[]): Dialing {
  return {
    callLists: named.map(({ contactListId }) => callList(contactListId, ALERT_COLUMNS)),
    dialerSkills: named.map(({ campaignId, contactListId }) => dialer(campaignId, contactListId, false)),
  };
}

/** Dialer skills whose agents confirm each record first, each with a list of its own. */
export function previewSkills(skillIds: readonly string[]): Dialing {
  return {
    callLists: skillIds.map((id) => callList(listOf(id), PREVIEW_COLUMNS)),
    dialerSkills: skillIds.map((id) => dialer(id, listOf(id), true)),
  };
}

interface Dialing {
  readonly callLists: readonly SimulatedCallList[];
  readonly dialerSkills: readonly SimulatedDialerSkill[];
}

/** Lists are numbered apart from skills. */
const listOf = (skillId: string): string => `5${skillId}`;

const callList = (id: string, columns: readonly string[]): SimulatedCallList => ({
  id,
  name: `List ${id}`,
  columns,
});

const dialer = (id: string, contactListId: string, confirmationRequired: boolean): SimulatedDialerSkill => ({
  id,
  contactListId,
  isRunning: true,
  isActive: true,
  maximumRatio: 1,
  confirmationRequired,
  agentless: false,
  isScheduled: true,
});
