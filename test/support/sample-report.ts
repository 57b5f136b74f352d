import type { CampaignReport } from '../../functions/messages/campaign-report.ts';
import { campaignReport } from './campaign-report.ts';

const ATTEMPTS = [96, 142, 188, 205, 176, 121, 98, 164, 187, 143, 80];
const CONTACTS = [22, 41, 62, 71, 57, 31, 21, 49, 61, 44, 21];

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

/** An invented second version of a report on a whole day, whose figures add up: what the picture in README shows. */
export const sampleReport = (changes: Partial<CampaignReport> = {}): CampaignReport => {
  const base = campaignReport();
  return campaignReport({
    version: 2,
    supersedes: { reportId: base.reportId, version: 1 },
    differences: [
      { figure: 'metrics.successfulContacts', before: 473, after: 480 },
      { figure: 'metrics.contactRate', before: 0.295625, after: 0.3 },
    ],
    campaignId: 'spring-service-check',
    completionTimestamp: '2026-10-27T18:42:00.000Z',
    endTime: '2026-10-27T18:42:00.000Z',
    interval: { start: '2026-10-27T07:55:00.000Z', end: '2026-10-27T18:47:00.000Z' },
    metrics: {
      totalCallsAttempted: sum(ATTEMPTS),
      successfulContacts: sum(CONTACTS),
      contactRate: sum(CONTACTS) / sum(ATTEMPTS),
      avgHandleTimeSeconds: 142.6,
      status: 'completed',
    },
    contacts: {
      total: 1640,
      called: 1600,
      skipped: 40,
      skippedByReason: { 'outside callable time': 27, 'on a do-not-call list': 13 },
    },
    outcomes: [
      { wrapUpCode: 'Appointment made', contacts: 203 },
      { wrapUpCode: 'Call back later', contacts: 118 },
      { wrapUpCode: 'Not interested', contacts: 87 },
      { wrapUpCode: 'Wrong person', contacts: 41 },
      { wrapUpCode: null, contacts: 31 },
    ],
    series: ATTEMPTS.map((attempts, index) => ({
      start: new Date(Date.UTC(2026, 9, 27, 8 + index)).toISOString(),
      attempts,
      contacts: CONTACTS[index] ?? 0,
    })),
    sources: base.sources.map((source) => ({ ...source, at: '2026-10-28T03:10:00.000Z' })),
    metadata: { ...base.metadata, generatedAt: '2026-10-28T03:10:04.000Z' },
    ...changes,
  });
};
