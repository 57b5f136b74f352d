import type { CampaignEvent } from '../messages/campaign-event.ts';
import { type CampaignChange, campaignStatus } from '../messages/from-genesys-campaign.ts';
import type { CampaignStanding } from '../ports/campaigns.ts';
import type { AnalyticsOutcome, AnalyticsPorts } from './analytics-ports.ts';
import { dueAct } from './campaign-life.ts';
import {
  reportIdOf,
  type ToldEnd,
  type ToldStanding,
  unwatched,
  type Watched,
  withEnd,
  withStanding,
} from './campaign-watch.ts';

type TakingPorts = Pick<AnalyticsPorts, 'ledger' | 'archive' | 'outbox' | 'clock'>;

const ENDINGS: Readonly<Record<string, ToldEnd['ending']>> = {
  'outbound.campaign.completed': 'completed',
  'outbound.campaign.stopped': 'stopped',
};

/**
 * Takes the guide's event. Anything but a completion or a stop is ignored. Repeatable.
 * @throws {TransientError} a store or the queue cannot be reached; what was taken is recognised when it comes again
 */
export async function takeCampaignEvent(event: CampaignEvent, ports: TakingPorts): Promise<AnalyticsOutcome> {
  const { campaignId, durationSeconds, contactCount } = event.data;
  const ending = ENDINGS[event.eventType];
  if (ending === undefined) return { outcome: 'ignored', reason: 'other_status', key: campaignId };
  const endedAt = new Date(event.timestamp);
  const end: ToldEnd = {
    campaignId,
    ending,
    endedAt,
    ...(typeof durationSeconds === 'number' &&
      durationSeconds > 0 && { startedAt: new Date(endedAt.getTime() - durationSeconds * 1000) }),
    ...(typeof contactCount === 'number' && { announced: contactCount }),
  };
  // Before the ledger knows of the end, so that who stopped it is never missing beside a report.
  await ports.archive.keepEvent({ campaignId, reportId: reportIdOf(end), endedAt }, event);
  return takeEnd(end, ports);
}

/** Takes an end somebody told of in so many words. Repeatable. @throws {TransientError} */
export function takeEnd(end: ToldEnd, ports: TakingPorts): Promise<AnalyticsOutcome> {
  return take(end.campaignId, (record, now) => withEnd(record, end, now), ports);
}

/** Takes a change of a campaign's configuration from the platform's bus. Repeatable. @throws {TransientError} */
export function takeCampaignChange(
  { detail }: CampaignChange,
  ports: TakingPorts,
): Promise<AnalyticsOutcome> {
  const { id, campaignStatus: word, version, dateModified } = detail.eventBody;
  return takeStanding(
    {
      campaignId: id,
      status: campaignStatus(word),
      version,
      at: new Date(dateModified ?? detail.timestamp),
      by: 'event',
    },
    ports,
  );
}

/** Takes how a campaign stands, as a look at all of them found it. Repeatable. @throws {TransientError} */
export function takeLook(standing: CampaignStanding, ports: TakingPorts): Promise<AnalyticsOutcome> {
  const { campaignId, status, version, changedAt, seenAt } = standing;
  const seen = seenAt && { seenAt };
  return takeStanding({ campaignId, status, version, at: changedAt, by: 'poll', ...seen }, ports);
}

const takeStanding = (told: ToldStanding, ports: TakingPorts): Promise<AnalyticsOutcome> =>
  take(told.campaignId, (record, now) => withStanding(record, told, now), ports);

async function take(
  campaignId: string,
  decide: (record: ReturnType<typeof unwatched>, now: Date) => Watched,
  { ledger, outbox, clock }: TakingPorts,
): Promise<AnalyticsOutcome> {
  const now = clock.now();
  const watched = await ledger.change(campaignId, (record) => {
    const before = record ?? unwatched(campaignId);
    const after = decide(before, now);
    return after.record === before ? { answer: after } : { next: after.record, answer: after };
  });
  const { outcome, reason, reportId, record } = watched;
  if (outcome === 'ignored') return { outcome, reason, key: campaignId };
  // Also for a repeat: the message of the first may never have been left.
  if (dueAct(record, now)) await outbox.advance({ advance: campaignId, hops: 0 }, 0);
  return { outcome, reason, key: reportId ?? campaignId };
}
