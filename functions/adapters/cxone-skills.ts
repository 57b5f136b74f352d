import * as z from 'zod/mini';
import type { Campaign } from '../ports/contact-lists.ts';
import { cxoneAnswer, isCxoneId } from './cxone-answers.ts';
import { PHONE_COLUMN } from './cxone-call-list.ts';
import type { CxoneRequests } from './cxone-requests.ts';

/** What a skill must be for the dialer to work through its lists (`outboundStrategy`). */
export const PERSONAL_CONNECTION = 'Personal Connection';

/** `GET /skills/{skillId}`, as far as it is read. */
export const Skill = z.looseObject({
  skillId: z.number(),
  isActive: z.optional(z.boolean()),
  isOutbound: z.optional(z.boolean()),
  outboundStrategy: z.optional(z.string()),
  isRunning: z.optional(z.boolean()),
  agentless: z.optional(z.boolean()),
});
export type Skill = z.infer<typeof Skill>;

/** `GET /skills`: nobody has published its answer; its elements are taken for skills as one is read. */
export const Skills = z.object({ skills: z._default(z.array(Skill), []) });

const Count = z._default(z.number(), 0);

/** `GET /skills/{skillId}/summary`, as far as it is read. */
export const SkillSummaries = z.object({
  skillSummaries: z._default(z.array(z.object({ dials: Count, connects: Count })), []),
});

/** `GET /skills/{skillId}/parameters`, as far as it is read. */
export const SkillParameters = z.looseObject({
  generalSettings: z.optional(z.object({ maximumRatio: z.optional(z.number()) })),
  deliveryPreferences: z.optional(z.object({ confirmationRequiredDefault: z.optional(z.boolean()) })),
  callingLists: z.optional(z.array(z.object({ id: z.optional(z.number()) }))),
  scheduleSettings: z.optional(z.object({ isScheduled: z.optional(z.boolean()) })),
  timeZoneSettings: z.optional(
    z.array(
      z.object({
        timeZoneActiveToCall: z.optional(z.boolean()),
        startTime: z.optional(z.string()),
        endTime: z.optional(z.string()),
      }),
    ),
  ),
});
export type SkillParameters = z.infer<typeof SkillParameters>;

/** A skill as people configured it. */
export interface ConfiguredSkill {
  readonly skill: Skill;
  readonly parameters: SkillParameters;
}

/** The skill as it is now; `undefined` when the platform knows none of this id. Two requests, repeatable. @throws {TransientError} */
export async function readSkill(
  requests: CxoneRequests,
  skillId: string,
): Promise<ConfiguredSkill | undefined> {
  if (!isCxoneId(skillId)) return undefined;
  const path = `/skills/${skillId}`;
  const answer = await requests.ask({ method: 'GET', path });
  if (!answer) return undefined;
  const parameters = await requests.ask({ method: 'GET', path: `${path}/parameters` });
  return {
    skill: cxoneAnswer(Skill, answer),
    parameters: parameters ? cxoneAnswer(SkillParameters, parameters) : {},
  };
}

/** A Personal Connection skill as a campaign. `listId`: the list the stage names for it, one of its own counts else. */
export async function readCampaign(
  requests: CxoneRequests,
  skillId: string,
  listId: string | undefined,
): Promise<Campaign | undefined> {
  const found = await readSkill(requests, skillId);
  if (!found) return undefined;
  const { skill, parameters } = found;
  const lists = (parameters.callingLists ?? []).flatMap(({ id }) => id ?? []).toSorted((a, b) => a - b);
  const own = lists.map(String);
  return {
    id: skillId,
    contactListId: own.find((id) => id === listId) ?? own[0] ?? '',
    dialingMode: modeOf(found),
    status: skill.isRunning === true && skill.isActive !== false ? 'on' : 'ended',
    // A running skill that has run out of records stays on, and dials at once what is added (reference, C.3).
    alwaysRunning: true,
    phoneColumns: [PHONE_COLUMN],
    hasCallableTimes: hasCallableTimes(parameters),
  };
}

/** One call at a time for each agent is `paced`; where agents confirm each record first, it is a preview. */
function modeOf({ skill, parameters }: ConfiguredSkill): Campaign['dialingMode'] {
  if (!skill.isOutbound || skill.outboundStrategy !== PERSONAL_CONNECTION) return 'other';
  if (skill.agentless) return 'agentless';
  if (parameters.deliveryPreferences?.confirmationRequiredDefault) return 'preview';
  const { maximumRatio } = parameters.generalSettings ?? {};
  if (maximumRatio === undefined) return 'other';
  return maximumRatio <= 1 ? 'paced' : 'predictive';
}

/** The skill's own schedule, or hours for every time zone it may call. */
function hasCallableTimes({ scheduleSettings, timeZoneSettings = [] }: SkillParameters): boolean {
  if (scheduleSettings?.isScheduled) return true;
  const called = timeZoneSettings.filter(({ timeZoneActiveToCall = true }) => timeZoneActiveToCall);
  return (
    called.length > 0 &&
    called.every(({ startTime = '', endTime = '' }) => startTime !== '' && endTime !== '')
  );
}
