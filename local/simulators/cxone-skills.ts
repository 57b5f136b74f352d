import type { z } from 'zod';
import type { Call } from './call.ts';
import { type CxoneDesk, type CxoneOutcome, done, refused } from './cxone-errors.ts';
import type { SimulatedRecord } from './cxone-lists.ts';
import {
  activityView,
  listCounts,
  parametersView,
  routingView,
  skillView,
  summaryView,
} from './cxone-skill-views.ts';
import type { CampaignRun } from './genesys-campaign-runs.ts';
import { QueueAgents } from './genesys-occupancy.ts';
import type { Route } from './openapi-route.ts';

/** A Personal Connection skill that exists, in the platform's own words. */
export interface SimulatedDialerSkill {
  /** In digits. */
  readonly id: string;
  readonly contactListId: string;
  readonly isRunning: boolean;
  readonly isActive: boolean;
  /** Calls it dials at a time for each agent. */
  readonly maximumRatio: number;
  /** Agents see each record and confirm it before it is dialed. */
  readonly confirmationRequired: boolean;
  readonly agentless: boolean;
  /** It has a schedule of its own. */
  readonly isScheduled: boolean;
}

/** Skills of one business unit, what their agents do, and what their dialers did. */
export interface SkillDesk {
  readonly work: CxoneDesk;
  /** Puts agents and waiting contacts on a skill, until others are put there; at first ten are on each, two of them busy. */
  staff(skillId: string, agents: z.input<typeof QueueAgents>): void;
  /** Adds a dialer skill, or replaces it. */
  putSkill(skill: SimulatedDialerSkill): void;
  /** Adds what a dialer skill did, or replaces it. */
  putRun(skillId: string, run: CampaignRun): void;
}

const QUIET = QueueAgents.parse({ interacting: 2, idle: 8 });

/** How a dialer skill is set up when only what it did is told. */
const plainSkill = (id: string, isRunning: boolean): SimulatedDialerSkill => ({
  id,
  contactListId: '',
  isRunning,
  isActive: true,
  maximumRatio: 1,
  confirmationRequired: false,
  agentless: false,
  isScheduled: true,
});

/** A desk with these ACD and dialer skills. `records`: what is on the calling lists. */
export function skillDesk(
  skillIds: readonly string[],
  dialers: readonly SimulatedDialerSkill[],
  records: () => readonly SimulatedRecord[],
): SkillDesk {
  const staffed = new Map<string, QueueAgents>(skillIds.map((id) => [id, QUIET]));
  const dialing = new Map(dialers.map((skill) => [skill.id, skill]));
  const runs = new Map<string, CampaignRun>();

  function withSkill(route: Route, work: (skill: SimulatedDialerSkill) => CxoneOutcome): CxoneOutcome {
    const skill = dialing.get(route.pathValues.skillId ?? '');
    return skill ? work(skill) : refused(404, 'no such skill');
  }
  const strategy = (call: Call): string | undefined => call.query.outboundStrategy?.[0];

  return {
    work: {
      listSkills: (call) => {
        const wanted = [...dialing.values()].filter(() => strategy(call) !== 'Manual');
        return wanted.length === 0 ? done(204) : done(200, { skills: wanted.map(skillView) });
      },
      getSkill: (_, route) =>
        staffed.has(route.pathValues.skillId ?? '')
          ? done(200, routingView(route.pathValues.skillId ?? ''))
          : withSkill(route, (skill) => done(200, skillView(skill))),
      getSkillParameters: (_, route) => withSkill(route, (skill) => done(200, parametersView(skill))),
      getSkillSummary: (call, route) =>
        withSkill(route, ({ id }) => done(200, { skillSummaries: summaryView(id, runs.get(id), call) })),
      listCallLists: () => done(200, { callingLists: listCounts([...dialing.values()], runs, records()) }),
      listSkillActivity: (call) =>
        done(200, {
          lastPollTime: call.at.toISOString(),
          skillActivity: [...staffed].map(([id, agents]) => activityView(id, agents, call.at)),
        }),
    },
    staff: (skillId, agents) => void staffed.set(skillId, QueueAgents.parse(agents)),
    putSkill: (skill) => void dialing.set(skill.id, skill),
    putRun(skillId, run) {
      runs.set(skillId, run);
      const isRunning = run.campaignStatus === 'on';
      dialing.set(skillId, { ...(dialing.get(skillId) ?? plainSkill(skillId, isRunning)), isRunning });
    },
  };
}
