import type { CampaignReport } from '../../functions/messages/campaign-report.ts';

/** A whole report of a campaign that completed, with what a test says otherwise. */
export const campaignReport = (changes: Partial<CampaignReport> = {}): CampaignReport => ({
  reportId: 'rpt-8a9b7c6d5e4f3a2b1c0d9e8f',
  version: 1,
  supersedes: null,
  differences: [],
  campaignId: '8a9b7c6d-5e4f-4a2b-8c0d-9e8f7a6b5c4d',
  completionTimestamp: '2026-10-27T14:30:00.000Z',
  endTime: '2026-10-27T14:30:00.000Z',
  provisional: false,
  interval: { start: '2026-10-27T13:25:00.000Z', end: '2026-10-27T14:35:00.000Z' },
  metrics: {
    totalCallsAttempted: 1500,
    successfulContacts: 450,
    contactRate: 0.3,
    avgHandleTimeSeconds: 120,
    status: 'completed',
  },
  contacts: { total: 1500, called: 1480, skipped: 20, skippedByReason: { 'contact.uncallable': 20 } },
  residual: { contactsLeft: 0, attemptsMissing: 0, announcedMissing: 0 },
  outcomes: [
    { wrapUpCode: 'sale', contacts: 300 },
    { wrapUpCode: null, contacts: 150 },
  ],
  series: [
    { start: '2026-10-27T13:00:00.000Z', attempts: 700, contacts: 200 },
    { start: '2026-10-27T14:00:00.000Z', attempts: 800, contacts: 250 },
  ],
  sources: [
    { query: 'progress', id: 'f1d5', at: '2026-10-27T14:31:00.000Z' },
    { query: 'aggregates', id: 'a77c', at: '2026-10-27T14:31:00.000Z' },
  ],
  metadata: {
    generatedBy: 'trunkline',
    version: '2.0',
    generatedAt: '2026-10-27T14:31:01.000Z',
  },
  ...changes,
});
