import { describe, expect, it } from '@jest/globals';
import { reportToDeliver } from '../../functions/analytics/report-files.ts';
import { reportPage } from '../../functions/analytics/report-page.ts';
import { timeSlots } from '../../functions/analytics/time-slots.ts';
import { CampaignReport } from '../../functions/messages/campaign-report.ts';
import { campaignReport } from '../support/campaign-report.ts';
import { sampleReport } from '../support/sample-report.ts';

const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onload='alert(1)",
  '</style><script>alert(1)</script>',
  '</title><svg onload=alert(1)>',
  '<!--',
  '&lt;script&gt;',
  '\u202Egnp.exe',
  'javascript:alert(1)',
  '\u0000\u0008<b>',
];

/** A report in which every text that comes from outside is hostile. */
const hostileReport = (text: string): CampaignReport =>
  sampleReport({
    campaignId: text,
    differences: [{ figure: text, before: text, after: null }],
    contacts: { total: 1, called: 1, skipped: 0, skippedByReason: { [text]: 1 } },
    outcomes: [{ wrapUpCode: text, contacts: 1 }],
    sources: [{ query: text, id: text, at: '2026-10-27T14:31:00.000Z' }],
    metadata: { generatedBy: text, version: text, generatedAt: '2026-10-27T14:31:01.000Z' },
  });

/** Opening tags by name, attributes cut off. */
const tags = (page: string): ReadonlySet<string> =>
  new Set([...page.matchAll(/<([a-z!][a-z0-9-]*)/gi)].map(([, name = '']) => name.toLowerCase()));

describe('the page of a report', () => {
  it('is made of a report that keeps its schema', () => {
    expect(CampaignReport.safeParse(sampleReport()).success).toBe(true);
  });

  it('holds the figures, the outcomes and both plots', () => {
    const page = reportPage(sampleReport());

    for (const text of ['1,600', '480', '30 %', '142.6 s', 'Appointment made', '42.3 %', 'no wrap-up code']) {
      expect(page).toContain(text);
    }
    expect(page).toContain('Contact rate over time');
    expect(page).toContain('Attempts by hour');
    expect(page.match(/role="img" aria-label="/g)).toHaveLength(2);
  });

  it('is the same text for the same report', () => {
    expect(reportPage(sampleReport())).toBe(reportPage(sampleReport()));
  });

  it('runs nothing and loads nothing', () => {
    const page = reportPage(sampleReport());

    expect(page).not.toMatch(/<script|<link|<img|<iframe|src=|href=|url\(|@import/i);
    expect(page).toContain('default-src &#39;none&#39;');
  });

  it.each(HOSTILE)('shows %j as text and nothing else', (text) => {
    const page = reportPage(hostileReport(text));

    expect(tags(page)).toEqual(tags(reportPage(hostileReport('plain'))));
    expect(['\u0000', '\u0008'].filter((character) => page.includes(character))).toEqual([]);
  });

  it('does not let a text end an attribute', () => {
    const page = reportPage(hostileReport('" onmouseover="alert(1)'));

    expect(page).toContain('&quot; onmouseover=&quot;alert(1)');
    expect(page).not.toContain('" onmouseover="');
  });

  it('says that figures are provisional and what is missing', () => {
    const page = reportPage(
      campaignReport({
        provisional: true,
        residual: { contactsLeft: 3, attemptsMissing: 41, announcedMissing: -2 },
      }),
    );

    expect(page).toContain('provisional');
    expect(page).toContain('41 called contacts are not yet');
    expect(page).toContain('3 contacts were neither called nor skipped');
    expect(page).toContain('announced 2 contacts fewer');
    expect(page).not.toContain('>final<');
  });

  it('takes contacts that a stopped campaign left for no mistake', () => {
    const left = { contactsLeft: 500, attemptsMissing: 0, announcedMissing: null };
    const metrics = { ...campaignReport().metrics, status: 'stopped' as const };

    const page = reportPage(campaignReport({ residual: left, metrics, endTime: null }));

    expect(page).toContain('was stopped');
    expect(page).toContain('What is left');
    expect(page).not.toContain('do not add up');
  });

  it('shows what a correction changed, beside the version it corrects', () => {
    const page = reportPage(sampleReport());

    expect(page).toContain('corrects version 1');
    expect(page).toMatch(/metrics\.successfulContacts.*473.*480/);
    expect(reportPage(campaignReport())).not.toContain('What this version corrects');
  });

  it('can be made of a campaign without an attempt', () => {
    const metrics = {
      totalCallsAttempted: 0,
      successfulContacts: 0,
      contactRate: null,
      avgHandleTimeSeconds: null,
      status: 'stopped' as const,
    };

    const page = reportPage(campaignReport({ metrics, outcomes: [], series: [] }));

    expect(page).toContain('No attempt was made.');
    expect(page).toContain('No contact was successful.');
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('sums up outcomes beyond the twelfth', () => {
    const outcomes = Array.from({ length: 15 }, (_, index) => ({
      wrapUpCode: `code ${index}`,
      contacts: 20 - index,
    }));

    const page = reportPage(campaignReport({ outcomes }));

    expect(page).toContain('3 others');
    expect(page).not.toContain('code 12');
  });

  it('stays small for a year of hours', () => {
    const series = Array.from({ length: 365 * 24 }, (_, hour) => ({
      start: new Date(Date.UTC(2026, 0, 1, hour)).toISOString(),
      attempts: 10,
      contacts: 3,
    }));

    const page = reportPage(campaignReport({ series }));

    expect(page).toContain('Attempts by day');
    expect(page.length).toBeLessThan(150_000);
  });

  it('lies beside the report', () => {
    const html = reportToDeliver(sampleReport()).files.find(({ extension }) => extension === 'html');

    expect(html).toEqual({
      extension: 'html',
      contentType: 'text/html; charset=utf-8',
      text: reportPage(sampleReport()),
    });
  });
});

describe('the hours of a report', () => {
  const at = (start: string, attempts: number, contacts = 0) => ({ start, attempts, contacts });

  it('stand in a row with those between that had no attempt', () => {
    const { each, slots } = timeSlots([
      at('2026-10-27T23:00:00.000Z', 5, 1),
      at('2026-10-28T02:00:00.000Z', 7, 2),
    ]);

    expect(each).toBe('hour');
    expect(slots.map(({ attempts }) => attempts)).toEqual([5, 0, 0, 7]);
    expect(slots.map(({ startMs }) => new Date(startMs).toISOString())[1]).toBe('2026-10-28T00:00:00.000Z');
  });

  it('become days when there are more than a week of them', () => {
    const { each, slots } = timeSlots([
      at('2026-10-01T08:00:00.000Z', 5, 1),
      at('2026-10-01T09:00:00.000Z', 6, 2),
      at('2026-10-09T09:00:00.000Z', 7, 3),
    ]);

    expect(each).toBe('day');
    expect(slots).toHaveLength(9);
    expect(slots[0]).toMatchObject({ attempts: 11, contacts: 3 });
  });

  it('are none without an attempt', () => {
    expect(timeSlots([]).slots).toEqual([]);
  });
});
