import type { CampaignFigures, CampaignStanding, Campaigns } from '../ports/campaigns.ts';
import { cxoneAnswer, isCxoneId } from './cxone-answers.ts';
import { completedCalls } from './cxone-completed.ts';
import { type ListCounts, readListCounts } from './cxone-list-counts.ts';
import type { CxoneRequests } from './cxone-requests.ts';
import { PERSONAL_CONNECTION, readSkill, type Skill, SkillSummaries, Skills } from './cxone-skills.ts';

/** What a campaign is read with. */
export interface CxoneCampaignOptions {
  /** Skills that the stage feeds alert by alert: they never complete. */
  readonly fed: ReadonlySet<string>;
  readonly now: () => Date;
}

/**
 * Personal Connection skills of NICE CXone as campaigns. It counts no versions, announces no end and dates no change:
 * each look is a version, an end is dated when it is seen, and a skill has completed when every record of its lists is
 * final. (reference/crm-and-cxone.md section C.2)
 */
export function cxoneCampaigns(requests: CxoneRequests, { fed, now }: CxoneCampaignOptions): Campaigns {
  const standing = (skill: Skill, counts: ListCounts): CampaignStanding =>
    standingOf(skill, counts, { isFed: fed.has(String(skill.skillId)), now: now() });

  return {
    async snapshot(campaignId) {
      const found = await readSkill(requests, campaignId);
      if (!found) return undefined;
      const counts = await readListCounts(requests);
      return {
        ...standing(found.skill, counts),
        configuration: found,
        stats: counts.of(campaignId) ?? null,
      };
    },

    async figures(campaignId, { start, end }) {
      if (!isCxoneId(campaignId)) return undefined;
      const startDate = start.toISOString();
      const endDate = end.toISOString();
      const path = `/skills/${campaignId}/summary`;
      const summary = await requests.ask({ method: 'GET', path, query: { startDate, endDate } });
      const askedAt = now();
      const [told] = summary ? cxoneAnswer(SkillSummaries, summary).skillSummaries : [];
      const progress = (await readListCounts(requests)).of(campaignId);
      if (!told || !progress) return undefined;
      const calls = await completedCalls(requests, campaignId, { startDate, endDate });
      const { total, fresh } = progress;
      return {
        contacts: { total, called: total - fresh, skippedByReason: {} },
        attempts: told.dials,
        connects: told.connects,
        ...calls,
        sources: [
          { query: 'progress', id: null, at: now() },
          { query: 'aggregates', id: null, at: askedAt },
        ],
      } satisfies CampaignFigures;
    },

    async standings() {
      const query = { outboundStrategy: PERSONAL_CONNECTION };
      const answer = await requests.ask({ method: 'GET', path: '/skills', query });
      const { skills } = answer ? cxoneAnswer(Skills, answer) : { skills: [] };
      const dialing = skills.filter(({ outboundStrategy }) => outboundStrategy === PERSONAL_CONNECTION);
      if (dialing.length === 0) return { campaigns: [], more: false };
      const counts = await readListCounts(requests);
      return { campaigns: dialing.map((skill) => standing(skill, counts)), more: false };
    },
  };
}

function standingOf(
  skill: Skill,
  counts: ListCounts,
  { isFed, now }: { readonly isFed: boolean; readonly now: Date },
): CampaignStanding {
  const campaignId = String(skill.skillId);
  const status = statusOf(skill, counts.of(campaignId), isFed);
  const made = isFed ? counts.of(campaignId)?.createdAt : counts.of(campaignId)?.uploadedAt;
  return {
    campaignId,
    status,
    version: Math.floor(now.getTime() / 1000),
    changedAt: status === 'on' && made && made < now ? made : now,
    seenAt: now,
    alwaysRunning: isFed,
  };
}

function statusOf(
  { isActive = true, isRunning = false }: Skill,
  progress: ReturnType<ListCounts['of']>,
  isFed: boolean,
): CampaignStanding['status'] {
  if (!isActive) return 'failed';
  const isExhausted = !isFed && progress !== undefined && progress.total > 0 && progress.left === 0;
  if (isExhausted) return 'complete';
  return isRunning ? 'on' : 'off';
}
