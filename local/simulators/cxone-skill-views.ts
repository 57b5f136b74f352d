import type { Call } from './call.ts';
import type { SimulatedRecord } from './cxone-lists.ts';
import type { SimulatedDialerSkill } from './cxone-skills.ts';
import type { CampaignRun } from './genesys-campaign-runs.ts';
import type { QueueAgents } from './genesys-occupancy.ts';

const HOUR_MS = 3_600_000;

/** A skill as `GET /skills/{skillId}` answers it. */
export const skillView = ({ id, isActive, isRunning, agentless }: SimulatedDialerSkill) => ({
  skillId: Number(id),
  skillName: `Dialer ${id}`,
  mediaTypeId: 4,
  isActive,
  isOutbound: true,
  outboundStrategy: 'Personal Connection',
  isRunning,
  agentless,
});

/** An outbound phone skill whose agents call by hand, or as scripts have them. */
export const routingView = (id: string) => ({
  skillId: Number(id),
  skillName: `Skill ${id}`,
  mediaTypeId: 4,
  isActive: true,
  isOutbound: true,
  outboundStrategy: 'Manual',
});

/** What `GET /skills/{skillId}/parameters` answers. */
export const parametersView = (skill: SimulatedDialerSkill) => ({
  skillNo: Number(skill.id),
  generalSettings: { maximumRatio: skill.maximumRatio, aggressiveness: 1 },
  deliveryPreferences: { confirmationRequiredDefault: skill.confirmationRequired },
  callingLists:
    skill.contactListId === '' ? [] : [{ id: Number(skill.contactListId), name: skill.contactListId }],
  scheduleSettings: { isScheduled: skill.isScheduled, schedules: [] },
  timeZoneSettings: [{ name: 'Eastern', overrideTime: false, timeZoneActiveToCall: true }],
});

/** An element of `skillActivity`; contacts that wait are counted, and the first is dated. */
export function activityView(id: string, agents: QueueAgents, at: Date) {
  const { interacting, communicating, idle, notResponding, waitingSince } = agents;
  const [earliest] = waitingSince.toSorted();
  return {
    serverTime: at.toISOString(),
    skillId: Number(id),
    agentsWorking: interacting + communicating,
    agentsACW: 0,
    agentsAvailable: idle,
    agentsUnavailable: notResponding,
    agentsLoggedIn: interacting + communicating + idle + notResponding,
    queueCount: waitingSince.length,
    ...(earliest !== undefined && { earliestQueueTime: earliest }),
  };
}

/** The hours of a run that an interval touches. */
function hoursOf(run: CampaignRun | undefined, { query, at }: Call): CampaignRun['hours'] {
  const [from = 0, to = 0] = ['startDate', 'endDate'].map((name) => Date.parse(query[name]?.[0] ?? ''));
  const late = run?.settlesAt !== undefined && at < new Date(run.settlesAt);
  const told = (late ? run?.hours.slice(0, -1) : run?.hours) ?? [];
  return told.filter(({ start }) => Date.parse(start) + HOUR_MS > from && Date.parse(start) < to);
}

/** `skillSummaries` of one skill. */
export function summaryView(id: string, run: CampaignRun | undefined, call: Call) {
  const hours = hoursOf(run, call);
  const connects = hours.flatMap((hour) => Object.values(hour.connects));
  const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
  return [
    { skillId: Number(id), dials: sum(hours.map(({ attempts }) => attempts)), connects: sum(connects) },
  ];
}

/** `callingLists` with the records of each skill: those of its list, or those its run tells of. */
export function listCounts(
  skills: readonly SimulatedDialerSkill[],
  runs: ReadonlyMap<string, CampaignRun>,
  records: readonly SimulatedRecord[],
) {
  return skills.map((skill) => {
    const run = runs.get(skill.id);
    const own = records.filter(
      ({ contactListId, callable }) => callable && contactListId === skill.contactListId,
    );
    const counts = run ? countsOf(run) : countsOfRecords(own);
    const dates = run ? { uploadDate: earliestOf(run) } : {};
    return {
      listId: Number(skill.contactListId || skill.id),
      listName: `List ${skill.contactListId || skill.id}`,
      ...dates,
      skills: [{ skillId: skill.id, ...counts }],
    };
  });
}

const countsOfRecords = (records: readonly SimulatedRecord[]) => ({
  totalRecords: String(records.length),
  freshRecords: String(records.filter(({ calls }) => calls === 0).length),
  finalizedRecords: String(records.filter(({ calls }) => calls > 0).length),
});

function countsOf({ campaignStatus, contacts: { total, called } }: CampaignRun) {
  const isComplete = campaignStatus === 'complete';
  return {
    totalRecords: String(total),
    freshRecords: String(isComplete ? 0 : total - called),
    finalizedRecords: String(isComplete ? total : called),
  };
}

/** A run was uploaded before its first call, or when it came to stand as it does. */
const earliestOf = ({ hours, changedAt }: CampaignRun): string =>
  [changedAt, ...hours.map(({ start }) => start)].toSorted()[0] ?? changedAt;
